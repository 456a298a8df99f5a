/** `docs/benchmarks.md`: the last whole run, with the machine it was made on. */

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {string[]} tables lines of Markdown
 * @returns {string}
 */
export function document({ processor, cores, memory_gib: memory, system, node, pythons, date }, tables) {
  return `# Benchmarks

What Await Lens costs, and how exact it is: the tables of \`npm run bench -- --write\`, as they came.

\`\`\`
npm run bench                        # everything; prints the tables and writes out/bench.json
npm run bench -- --quick             # the same in small, on one Python
npm run bench -- cost --python 3.12  # one part, one Python
\`\`\`

The programs are in \`test/bench/programs\`. Absolute times are this machine's; what carries over to another are the ratios,
and those only roughly. A peer is measured where it can be imported.

- measured on ${date}, ${processor}, ${cores} cores, ${memory} GiB, ${system}
- CPython ${pythons.join(', ')}; Node ${node}
${tables.join('\n')}
`;
}
