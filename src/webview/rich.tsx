/** A *rich* text of the host: `**bold**` and `` `code` `` and nothing else. */
import type { ComponentChildren } from 'preact';
import { Highlighted } from './highlighted.js';

const MARKS = /\*\*(?<bold>.+?)\*\*|`(?<code>[^`]+)`/g;

export function Rich({ text }: { text: string }) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const { 0: whole, index, groups } of text.matchAll(MARKS)) {
    if (index > at) parts.push(together(text.slice(at, index)));
    parts.push(groups?.bold !== undefined ? <strong>{together(groups.bold)}</strong> : <code><Highlighted source={groups?.code ?? ''} /></code>);
    at = index + whole.length;
  }
  parts.push(together(text.slice(at)));
  return <>{parts}</>;
}

/** A number and its unit stay on one line. */
function together(text: string): string {
  return text.replace(/(\d) (?=(?:ns|µs|ms|s|min|h|%)\b)/g, '$1\u00a0');
}
