/** Whether pictures are to be taken of what is tested, for looking at them: each theme takes the window a second or two. */
export const PICTURES = Boolean(process.env.AWAIT_LENS_PICTURES);
