/** One line of Python with colours: by the same parser that finds the await points. */
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import type { ComponentChildren } from 'preact';

const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword], class: 'keyword' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName))], class: 'function' },
  { tag: [tags.string, tags.special(tags.string)], class: 'string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'literal' },
  { tag: tags.comment, class: 'comment' },
]);

export function Highlighted({ source }: { source: string }) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  highlightTree(parser.parse(source), highlighter, (from, to, className) => {
    if (from > at) parts.push(source.slice(at, from));
    parts.push(<span class={className}>{source.slice(from, to)}</span>);
    at = to;
  });
  parts.push(source.slice(at));
  return <>{parts}</>;
}
