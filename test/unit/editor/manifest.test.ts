import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  contributes: {
    commands: { command: string; title: string }[];
    menus: Record<string, { command: string }[]>;
    languages: { id: string }[];
    colors: { id: string; defaults: Record<string, string> }[];
    configuration: { properties: Record<string, { default: unknown; description?: string; markdownDescription?: string }> };
  };
};
const { contributes } = manifest;

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const namesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);
/** Every text of the extension host's half. */
const host = ['src/extension.ts', ...readdirSync(join(PROJECT_ROOT, 'src/editor'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => `src/editor/${path}`)].map(read).join('\n');

describe('package.json and the code', () => {
  const contributed = contributes.commands.map(({ command }) => command);
  const settings = contributes.configuration.properties;

  it('have the same commands', () => {
    const source = read('src/editor/commands.ts');
    const table = source.slice(source.indexOf('const commands:'), source.indexOf('return vscode.Disposable.from'));
    const registered = [...namesIn(table, /^ {4}(\w+):/gm), ...namesIn(host, /registerCommand\('awaitLens\.(\w+)'/g)].map((name) => `awaitLens.${name}`);
    assert.deepEqual([...contributed].sort(), registered.sort());
  });

  it('name no command that there is not', () => {
    const used = [...namesIn(host, /executeCommand\('(awaitLens\.\w+)'/g), ...Object.values(contributes.menus).flat().map(({ command }) => command)];
    for (const command of used) assert.ok(contributed.includes(command), command);
  });

  it('have the same settings, with the same defaults', () => {
    const declared = [...read('src/editor/settings.ts').matchAll(/new Setting(?:<.*?>)?\('(\w+)', (.+?)\)/g)];
    const values = declared.map(([, name, value]): [string, unknown] => [`awaitLens.${name}`, JSON.parse(value!.replaceAll("'", '"'))]);
    assert.ok(values.length > 0);
    assert.deepEqual(Object.fromEntries(values), Object.fromEntries(Object.entries(settings).map(([name, { default: value }]) => [name, value])));
  });

  it('have the same colours, in every kind of theme', () => {
    const css = namesIn(read('media/panel.css'), /--vscode-(awaitLens-\w+)/g).map((name) => name.replace('-', '.'));
    const used = new Set([...namesIn(host, /'(awaitLens\.\w+(?:Foreground|Background))'/g), ...css]);
    assert.deepEqual([...used].sort(), contributes.colors.map(({ id }) => id).sort());
    for (const { id, defaults } of contributes.colors) assert.deepEqual(Object.keys(defaults), ['light', 'dark', 'highContrast', 'highContrastLight'], id);
  });

  it('use every setting, and say what each is for, in the README too', () => {
    const readme = read('README.md');
    for (const [name, { description, markdownDescription }] of Object.entries(settings)) {
      assert.match(host, new RegExp(`settings\\.${name.split('.')[1]}\\.(value|set)\\(`), name);
      assert.ok(description ?? markdownDescription, name);
      assert.ok(readme.includes(`\`${name}\``), `${name} is not in README.md`);
    }
  });

  it('mean the same languages', () => {
    assert.deepEqual(contributes.languages.map(({ id }) => id), namesIn(host, /_LANGUAGE = '(.+)'/g));
  });
});
