/** Rules for asynchronous database libraries. */
import { code } from '../rich.js';
import type { Awaited, ExplainRule } from './explain.js';
import { argument, both, isAwait, isStep, isWith, lastName, owner, uses } from './matching.js';

const PACKAGES = ['asyncpg', 'psycopg', 'psycopg_pool', 'aiopg', 'aiomysql', 'aiosqlite', 'asyncmy', 'sqlalchemy', 'databases', 'motor', 'redis', 'aioredis', 'tortoise'];
const FROM_ONE = /^(?:asyncpg|psycopg|psycopg_pool|aiopg|aiomysql|aiosqlite|asyncmy|sqlalchemy|databases|motor|redis|aioredis)\./;
const NAME = /conn(?:ection)?$|^c$|cur(?:sor)?$|db$|database$|pool$|session$|engine$|redis$|client$|^r$|^tx$|transaction$|collection$|stmt$/i;

/** Whether what the method belongs to is a database's: by where it comes from, else by its name in a file that uses one. */
function ofDatabase(awaited: Awaited): boolean {
  return awaited.owner !== '' && awaited.own === null
    && (awaited.ownerPath.startsWith('?') ? uses(awaited, ...PACKAGES) && NAME.test(lastName(awaited.owner)) : FROM_ONE.test(awaited.ownerPath) || FROM_ONE.test(awaited.path));
}

const method = (names: RegExp) => (awaited: Awaited): boolean => isAwait(awaited) && names.test(awaited.name) && ofDatabase(awaited);

export const DATABASE_RULES: readonly ExplainRule[] = [
  {
    id: 'redis',
    matches: (awaited) => isAwait(awaited) && awaited.owner !== '' && awaited.own === null && awaited.name !== 'aclose'
      && (/^(?:redis|aioredis)\b.*(?:Redis|StrictRedis|from_url|client|pipeline|pubsub)\(\)/.test(awaited.ownerPath)
        || (awaited.ownerPath.startsWith('?') && uses(awaited, 'redis.asyncio', 'aioredis') && /redis$|^r$|^pipe(?:line)?$|^pubsub$/i.test(lastName(awaited.owner)))),
    explain: (awaited) => awaited.name === 'execute'
      ? `Sends all commands that were collected in ${owner(awaited)} to the Redis server at once, and waits for their answers: one round trip for all of them.`
      : `Asks the Redis server by ${code(awaited.name)} and waits for its answer: one round trip over the network. Other tasks run meanwhile.`,
  },
  {
    id: 'database-connect',
    matches: (awaited) => isAwait(awaited) && (/^(?:asyncpg|aiosqlite|aiomysql|aiopg|asyncmy)\.(?:connect|create_pool)$|^psycopg\.AsyncConnection\.connect$/.test(awaited.path) || method(/^(?:connect|open|acquire|getconn)$/)(awaited)),
    explain: (awaited) => awaited.name === 'acquire' || awaited.name === 'getconn'
      ? `Takes a connection out of ${owner(awaited)}. While all are in use, it waits until another task gives one back.`
      : 'Connects to the database and waits until that has let it in.',
  },
  {
    id: 'database-connect-with',
    matches: (awaited) => isWith(awaited) && (/^(?:asyncpg|aiosqlite|aiomysql|aiopg|asyncmy)\.(?:connect|create_pool)$|^psycopg\.AsyncConnection\.connect$|^psycopg_pool\.AsyncConnectionPool$/.test(awaited.path)
      || (/^(?:connect|connection|acquire)$/.test(awaited.name) && ofDatabase(awaited))),
    explain: both(
      (awaited) => awaited.name === 'acquire' || awaited.name === 'connection'
        ? `Takes a connection out of ${owner(awaited)}. While all are in use, it waits until another task gives one back.`
        : 'Connects to the database and waits until that has let it in.',
      (awaited) => awaited.name === 'acquire' || awaited.name === 'connection' ? `Gives the connection back to ${owner(awaited)}, where a waiting task can take it.` : 'Closes the connection to the database, and waits until it is closed.',
    ),
  },
  {
    id: 'database-transaction',
    matches: (awaited) => isWith(awaited) && /^(?:transaction|begin|begin_nested)$/.test(awaited.name) && ofDatabase(awaited),
    explain: both(
      (awaited) => `Begins a transaction on ${owner(awaited)}: one round trip to the database.`,
      () => 'Ends the transaction and waits for the database: committed if the block went well, rolled back if it raised.',
    ),
  },
  {
    id: 'database-session',
    matches: (awaited) => isWith(awaited) && (/^sqlalchemy\.ext\.asyncio\.(?:AsyncSession|async_sessionmaker\(\)|async_sessionmaker)$/.test(awaited.path) || (/session/i.test(lastName(awaited.callee ?? '')) && uses(awaited, 'sqlalchemy'))),
    explain: both(
      () => 'Makes a database session. This does not wait: it takes a connection only at its first query.',
      () => 'Closes the session and gives its connection back; what was not committed is rolled back.',
    ),
  },
  {
    id: 'database-cursor',
    matches: (awaited) => (isWith(awaited) || isAwait(awaited)) && (awaited.name === 'cursor' || (isWith(awaited) && /^(?:execute|stream|prepare|pipeline|pubsub)$/.test(awaited.name))) && ofDatabase(awaited),
    explain: (awaited) => awaited.point.kind === 'async with exit' ? 'Closes the cursor; it hardly waits.'
      : awaited.name === 'execute' || awaited.name === 'stream' ? `Sends ${argument(awaited, 0, 'sql', 'a statement')} to the database and waits until the first rows are there.`
        : `Opens a ${awaited.name === 'cursor' ? 'cursor' : code(awaited.name)} on ${owner(awaited)}, which hardly waits: the query comes later.`,
  },
  {
    id: 'database-fetch',
    matches: method(/^(?:fetch|fetchrow|fetchval|fetchone|fetchall|fetchmany|fetch_one|fetch_all|fetch_val|scalar|scalars|scalar_one|get|find_one|to_list|count_documents)$/),
    explain: (awaited) => `Asks the database through ${owner(awaited)} and waits for the rows. Other tasks run meanwhile, yet not on this connection: it answers one query at a time.`,
  },
  {
    id: 'database-execute',
    matches: method(/^(?:execute|executemany|executescript|copy_records_to_table|run_sync|refresh|flush|delete|merge|insert_one|insert_many|update_one|update_many|delete_one|delete_many|exec)$/),
    explain: (awaited) => `Sends ${argument(awaited, 0, 'statement', 'a statement')} through ${owner(awaited)} and waits until the database has carried it out. Other tasks run meanwhile, yet not on this connection.`,
  },
  {
    id: 'database-commit',
    matches: method(/^(?:commit|rollback|begin|start)$/),
    explain: (awaited) => awaited.name === 'commit' ? `Makes the changes on ${owner(awaited)} final and waits until the database says so.`
      : awaited.name === 'rollback' ? `Takes the changes on ${owner(awaited)} back and waits until the database says so.` : `Begins a transaction on ${owner(awaited)}: one round trip to the database.`,
  },
  {
    id: 'database-close',
    matches: method(/^(?:close|aclose|dispose|disconnect|release)$/),
    explain: (awaited) => awaited.name === 'release' ? `Gives the connection back to ${owner(awaited)}, where a waiting task can take it.` : `Closes ${owner(awaited)} and waits until its connections are closed.`,
  },
  {
    id: 'database-rows',
    matches: (awaited) => isStep(awaited) && (awaited.callee === null ? rowsOf(awaited) : /^(?:cursor|execute|stream|iterate|find|aggregate)$/.test(awaited.name) && ofDatabase(awaited)),
    explain: ({ text }) => `Each step takes the next row of ${code(text)}. The rows come in portions, so it waits for the database only now and then.`,
  },
];

function rowsOf(awaited: Awaited): boolean {
  return awaited.path.startsWith('?') ? uses(awaited, ...PACKAGES) && /cur(?:sor)?$|rows?$|result$/i.test(lastName(awaited.text)) : FROM_ONE.test(awaited.path);
}
