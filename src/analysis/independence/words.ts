/**
 * What names tell: only these lists decide on what the text does not show. They err on the side of "it may matter":
 * an await that is taken for dependent costs a hint, one that is wrongly taken for independent breaks a program.
 */

/** The words of a name: `save_user`, `saveUser` and `HTTPSave` all have `save`. */
function words(name: string): string[] {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase().split('_').filter((word) => word !== '');
}

/** What reaches beyond the program, or holds others back: a database, a peer, a lock. */
const OUTSIDE = new Set(`
  acquire authenticate authorize begin commit connect delete disconnect drain enqueue execute executemany flush insert kill login logout
  migrate notify patch pay post publish push put recv receive release rollback save send signal submit subscribe terminate transaction transfer
  truncate unlock unsubscribe upload upsert write`.trim().split(/\s+/));

/** What is done for its effect rather than for its result, or in preparation of something else. */
const EFFECTS = new Set(`
  add aclose append apply attach bind cancel checkpoint clear close configure consume create decrement detach drop emit end enter exit finish increment init
  initialize install join lock log move next open park pause pop prepare print reattach record register remove rename replace reset run set setup shutdown
  sign sleep spawn start stop store swap sync tear teardown trigger undo unregister update wait warm yield`.trim().split(/\s+/));

/** Whether an await of a call of that name may be there for its effect, so that its place in the order matters. */
export function hasEffect(name: string): boolean {
  return words(name).some((word) => OUTSIDE.has(word) || EFFECTS.has(word));
}

/** Whether it is named for what changes something kept within the program: `append`, `register`. */
export function changesState(name: string): boolean {
  return words(name).some((word) => STATEFUL.has(word));
}

const STATEFUL = new Set(`
  add append apply clear create decrement discard drop dump extend increment init insert move pop push register remove rename replace reset set setup
  store swap unlink update`.trim().split(/\s+/));

/** Whether a call of that name is there for its result: `get_user`, `fetch`, `read_settings`. */
export function isReading(name: string): boolean {
  const all = words(name);
  return READS.has(all[0] ?? '') && !hasEffect(name);
}

const READS = new Set(`
  calc calculate compute count describe download fetch find get head list load look lookup options query resolve retrieve search select`.trim().split(/\s+/));

/** As `isReading`; for a function of a module, where there is no object that may be read from in order. */
export function isReadingFunction(name: string): boolean {
  return isReading(name) || ['crawl', 'parse', 'read', 'scrape'].includes(words(name)[0] ?? '') && !hasEffect(name);
}

/** Whether a call of that name may change something outside of the program. */
export function reachesOutside(name: string): boolean {
  return words(name).some((word) => OUTSIDE.has(word));
}

const VALUE_WORDS = new Set(`
  id ids pk uid uuid key url uri name path filename host hostname address port number count total n i j k x y index size length limit offset page
  timeout delay seconds date day month year time start end first last query text string word token title email user_id code kind
  status depth level width height step flag debug verbose symbol city country amount price category tag label language version`.trim().split(/\s+/));

/** Whether a name is that of a plain value, which cannot be changed by who is given it: `user_id`, `BASE_URL`, `n`. */
export function isValueName(name: string): boolean {
  return /^[A-Z][A-Z\d_]*$/.test(name) || VALUE_WORDS.has(words(name).at(-1) ?? '');
}

/** Whether a name is that of an HTTP client or a logger, which are made to be shared. A `db_session` is not. */
export function isClientName(name: string): boolean {
  return /^_*(?:(?:http|https|web|api|aiohttp)_?)?(?:client|session|http|log|logger)$/i.test(name);
}

/** Whether a name is that of something that serves one at a time: a connection, a stream. `argument`: what is so called in an argument, too. */
export function isConnectionName(name: string, argument = false): boolean {
  const last = words(name).at(-1) ?? '';
  return CONNECTIONS.has(last) || /^(?:db|sql|database)_?session$/i.test(name) || !argument && ORDERED.has(last);
}

const CONNECTIONS = new Set('bus channel conn connection cur cursor database db mailbox pipe queue reader serial sock socket stream streams stdin stdout transaction trans tx txn websocket ws'.split(' '));
const ORDERED = new Set('browser context driver frame inbox it iterator page parser port proc process shell tab transport'.split(' '));

/** Whether a name is that of what lets one in at a time. */
export function isLockName(name: string): boolean {
  return words(name).some((word) => /^(?:r?lock|mutex)$/.test(word));
}

/** Whether a block entered with these words is there so that others do not come in between. */
export function isExclusive(header: string): boolean {
  return /lock|mutex|sem(?:aphore)?\b|limit|transaction|savepoint|\btxn?\b|atomic|\bbegin\b|conn|cursor|condition|pipeline/i.test(header);
}

/** Builtins that only make a value of what they are given. */
export const PURE_CALLS = new Set(`
  abs all any bool bytes dict divmod enumerate float format frozenset hash hex int len list max min ord pow range repr reversed round
  set sorted str sum tuple zip Path timedelta Decimal Fraction`.trim().split(/\s+/));

export const KEYWORDS = new Set(`
  False None True and as assert async await break case class continue def del elif else except finally for from global if import in is
  lambda match nonlocal not or pass raise return try while with yield`.trim().split(/\s+/));
