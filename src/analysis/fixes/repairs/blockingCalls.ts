/** Calls that are known to hold the event loop, and what stands for them. */

export interface BlockingCall {
  /** Path of what is called, as `meaning.ts` tells it. */
  path: RegExp;
  /** `sleep`: `asyncio.sleep`. `thread`: the function runs in a thread. `whole`: all that the expression does, the making of its object too. */
  way: 'sleep' | 'thread' | 'whole';
  /** What it waits for, in words. */
  waits: string;
  /** It must not run in a thread: why, in words. */
  never?: string;
  /** It may not be made for that: why, in words. */
  caution?: string;
  /** It may compute rather than wait. */
  computes?: boolean;
}

const SESSION = 'a `requests.Session` is not made to be used by several threads at a time';
const OF_ITS_THREAD = 'a connection of `sqlite3` may be used only in the thread that made it';
const HTTP = '(?:get|post|put|patch|delete|head|options|request)';

/** The first that matches counts. */
export const BLOCKING_CALLS: readonly BlockingCall[] = [
  { path: /^time\.sleep$/, way: 'sleep', waits: 'for a time' },
  { path: new RegExp(`^requests\\.(?:api\\.)?${HTTP}$`), way: 'thread', waits: 'for a server' },
  { path: new RegExp(`^requests\\.(?:sessions\\.)?[Ss]ession\\(\\)\\.(?:${HTTP.slice(3, -1)}|send)$`), way: 'thread', waits: 'for a server', caution: SESSION },
  { path: new RegExp(`^httpx\\.(?:Client\\(\\)\\.)?${HTTP}$`), way: 'thread', waits: 'for a server' },
  { path: /^urllib\.request\.urlopen\(\)\.(?:read|readlines|readline)$/, way: 'whole', waits: 'for a server' },
  { path: /^urllib\.request\.(?:urlopen|urlretrieve)$/, way: 'thread', waits: 'for a server' },
  { path: /^socket\.(?:create_connection|gethostbyname|gethostbyname_ex|gethostbyaddr|getaddrinfo|getfqdn)$/, way: 'thread', waits: 'for the network' },
  { path: /^subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)$/, way: 'thread', waits: 'for another process' },
  { path: /^subprocess\.Popen\(\)\.(?:wait|communicate)$/, way: 'thread', waits: 'for another process' },
  { path: /^os\.system$/, way: 'thread', waits: 'for another process' },
  { path: /^builtins\.input$/, way: 'thread', waits: 'for somebody to type' },
  { path: /^builtins\.open\(\)\.(?:read|readlines|write|writelines)$/, way: 'whole', waits: 'for a file' },
  { path: /^pathlib\.Path\(\)\.(?:read_text|read_bytes|write_text|write_bytes)$/, way: 'thread', waits: 'for a file' },
  { path: /^shutil\.(?:copy|copy2|copyfile|copytree|move|rmtree|make_archive|unpack_archive)$/, way: 'thread', waits: 'for files' },
  { path: /^sqlite3\.connect$/, way: 'thread', waits: 'for a database', never: OF_ITS_THREAD },
  {
    path: /^sqlite3\.connect\(\)(?:\.cursor\(\))?\.(?:execute|executemany|executescript|fetchone|fetchall|fetchmany|commit)$|^sqlite3\.connect\(\)\.execute\(\)\.fetch(?:one|all|many)$/,
    way: 'thread', waits: 'for a database', never: OF_ITS_THREAD,
  },
];

/** One of these words is in every text that has such a call. */
export const BLOCKING_WORDS = /\b(?:sleep|requests|httpx|urllib|socket|subprocess|system|input|open|pathlib|shutil|sqlite3)\b/;

/** Calls that belong to the loop's own thread. */
export const OF_THE_LOOP = /^(?:asyncio|contextvars|signal|tkinter|anyio|trio|sqlite3|threading\.(?:current_thread|local))\b/;
