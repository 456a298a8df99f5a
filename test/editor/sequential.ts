/** What is proven in the editor's tests. */
import type * as vscode from 'vscode';

export const SEQUENTIAL = `import asyncio


async def say(what):
    await asyncio.sleep(0.1)
    return what


async def main():
\ta = await say("hello")
\tb = await say("world")
\tprint(a, b)
\treturn a, b
`;
/** The change that a careful person would make. */
export const GATHER: [string, string] = ['a = await say("hello")\n\tb = await say("world")', 'a, b = await asyncio.gather(\n\t\tsay("hello"),\n\t\tsay("world"),\n\t)'];

/** A workspace's memory that begins empty. */
export class Memory implements vscode.Memento {
  private readonly values = new Map<string, unknown>();
  keys = (): readonly string[] => [...this.values.keys()];
  get = <T>(key: string, fallback?: T): T => (this.values.has(key) ? this.values.get(key) : fallback) as T;
  update = (key: string, value: unknown): Thenable<void> => Promise.resolve(void (value === undefined ? this.values.delete(key) : this.values.set(key, value)));
}
