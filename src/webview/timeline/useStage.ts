/** What the picture needs of the page: its size, the screen's pixel ratio, how far the lanes are scrolled, the theme's colours. */
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { readPalette, type Palette } from './palette.js';

/** The size of an element; zeros until it is there. */
export function useSize(element: HTMLElement | null): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (!element) return;
    const read = (): void => setSize((before) => {
      const { clientWidth: width, clientHeight: height } = element;
      return before.width === width && before.height === height ? before : { width, height };
    });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Pixels of the screen in one of the page; another screen, or another zoom of the page, changes it. */
export function usePixelRatio(): number {
  const [ratio, setRatio] = useState(window.devicePixelRatio);
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const changed = (): void => setRatio(window.devicePixelRatio);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, [ratio]);
  return ratio;
}

/** The palette of the theme as it is now: VS Code changes the body's class and the root's style. */
export function usePalette(element: HTMLElement | null, ratio: number): Palette | null {
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme((before) => before + 1));
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    return () => observer.disconnect();
  }, []);
  return useMemo(() => element && readPalette(element, ratio), [element, ratio, theme]);
}

/** How far an element is scrolled down. */
export function useScroll(element: HTMLElement | null): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (!element) return;
    const scrolled = (): void => setTop(element.scrollTop);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, [element]);
  return top;
}
