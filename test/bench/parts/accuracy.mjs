export const name = 'accuracy';
export const title = 'accuracy';
export const measure = async () => [];
export const render = () => [];
