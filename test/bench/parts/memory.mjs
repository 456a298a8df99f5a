export const name = 'memory';
export const title = 'memory';
export const measure = async () => [];
export const render = () => [];
