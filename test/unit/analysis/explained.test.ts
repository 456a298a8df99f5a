/** The share of specific explanations: `npm run bench -- explanations` prints it for the standard library of each Python, too. */
import assert from 'node:assert/strict';
import { documentedSnippets, explained } from './explained.js';

const GOAL = 0.9;

describe('explanations of documentation-style snippets', () => {
  const snippets = documentedSnippets(PROJECT_ROOT);

  it('are specific for at least nine of ten await points', () => {
    const { points, specific, general } = explained(snippets);
    assert.ok(snippets.length >= 55 && points >= 150, `${snippets.length} snippets, ${points} await points`);
    assert.ok(specific >= GOAL * points, `${specific} of ${points}; general: ${general.join(', ')}`);
  });

  it('are of many kinds, none of which is told of everything', () => {
    const { points, rules } = explained(snippets);
    assert.ok(Object.keys(rules).length >= 60, `${Object.keys(rules).length} rules`);
    for (const [rule, count] of Object.entries(rules)) assert.ok(count < points / 5, `${rule}: ${count}`);
  });
});
