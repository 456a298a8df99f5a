import tseslint from 'typescript-eslint';

/**
 * The layers of the source, lowest first. A file may import its own folder and the folders listed for it;
 * everything else is refused, so that the tree stays the architecture.
 */
const layers = {
  shared: { folders: [], node: false, vscode: false },
  analysis: { folders: ['shared'], node: false, vscode: false },
  runner: { folders: ['shared', 'analysis'], node: true, vscode: false },
  webview: { folders: ['shared', 'analysis'], node: false, vscode: false },
  editor: { folders: ['shared', 'analysis', 'runner'], node: true, vscode: true },
};

const importRules = Object.entries(layers).map(([folder, allowed]) => {
  const refused = Object.keys(layers).filter((other) => other !== folder && !allowed.folders.includes(other));
  const patterns = [
    { group: refused.map((other) => `**/${other}/**`), message: `src/${folder} must not import from there.` },
    { group: ['**/extension', '**/extension.js'], message: 'Nothing imports the entry file.' },
  ];
  if (!allowed.node) patterns.push({ group: ['node:*'], message: `src/${folder} is free of Node.` });
  if (!allowed.vscode) patterns.push({ group: ['vscode'], message: 'Only src/editor and the entry file import vscode.' });
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.cache/', 'test/fixtures/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    rules: {
      'max-lines': ['error', 300],
      'no-console': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { files: ['src/extension.ts'], rules: { 'max-lines': ['error', 120] } },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'src/webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/switch-exhaustiveness-check': 'error' },
  },
  ...importRules,
);
