export const name = 'startup';
export const title = 'startup';
export const measure = async () => [];
export const render = () => [];
