/** Colours of VS Code's default themes, for a page that draws without VS Code: the variables that the timeline reads. */

export const PAGE_THEMES = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;
export type PageTheme = (typeof PAGE_THEMES)[number];

const NAMES = [
  'editor-background', 'foreground', 'descriptionForeground', 'panel-border', 'charts-blue', 'charts-yellow', 'charts-green', 'charts-red',
  'focusBorder', 'list-hoverBackground', 'textLink-foreground', 'editorHoverWidget-background', 'editorHoverWidget-border', 'errorForeground',
  'awaitLens-blockingForeground', 'awaitLens-warningForeground', 'button-foreground', 'button-background', 'button-secondaryForeground', 'button-secondaryBackground',
] as const;

const COLORS: Record<PageTheme, string> = {
  light: '#ffffff #3b3b3b #3b3b3b #e5e5e5 #1a85ff #bf8803 #388a34 #e51400 #005fb8 #f2f2f2 #005fb8 #f8f8f8 #c8c8c8 #f85149 #b5200d #855f00 #ffffff #005fb8 #3b3b3b #e5e5e5',
  dark: '#1f1f1f #cccccc #9d9d9d #2b2b2b #3794ff #cca700 #89d185 #f14c4c #0078d4 #2a2d2e #4daafc #202020 #454545 #f85149 #f14c4c #cca700 #ffffff #0078d4 #cccccc #313131',
  'high-contrast': '#000000 #ffffff #ffffff #6fc3df #3794ff #ffd370 #89d185 #f48771 #f38518 #1a1a1a #21a6ff #0c141f #6fc3df #f48771 #f48771 #ffd370 #ffffff #000000 #ffffff #000000',
  'high-contrast-light': '#ffffff #292929 #292929 #0f4a85 #1a85ff #895503 #374e06 #b5200d #006bbd #e8f0f8 #0f4a85 #ffffff #0f4a85 #b5200d #b5200d #895503 #ffffff #0f4a85 #0f4a85 #ffffff',
};

/** As VS Code sets them: the body's class, and variables on the root. */
export function themeOf(theme: PageTheme): { className: string; variables: Record<string, string> } {
  const values = COLORS[theme].split(' ');
  const variables = Object.fromEntries(NAMES.map((name, index) => [`--vscode-${name}`, values[index]!]));
  variables['--vscode-font-family'] = 'sans-serif';
  variables['--vscode-editor-font-family'] = 'monospace';
  const contrast = theme.startsWith('high-contrast');
  // An empty one takes away what another theme has set.
  Object.assign(variables, {
    '--vscode-contrastBorder': contrast ? values[3] : '', '--vscode-button-border': contrast ? values[3] : '', '--vscode-contrastActiveBorder': contrast ? values[8] : '',
  });
  return { className: `vscode-${theme}`, variables };
}
