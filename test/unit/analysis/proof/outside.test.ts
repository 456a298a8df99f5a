import assert from 'node:assert/strict';
import { outsideCalls } from '../../../../src/analysis/proof/outside.js';

describe('Calls that look as if they write or send', () => {
  it('are named with their lines', () => {
    const text = [
      'import os, aiohttp', '', 'async def main(session, db):', '    async with lock.acquire():', '        await session.post("/orders", json={"a": [1, 2]})',
      '    rows = await db.execute(', '        "insert …",', '    )', '    with open("log.txt", "a") as log:', '        log.write("x"); log.write("y")', '    with open("in.txt") as text, open(path, mode="rb") as data:',
      '        data.read()', '    os.unlink(path)', '    await self.bus.publish_event(one, two, three, four, five, six, seven, eight, nine)', '    await fetch(3)', '    # db.commit()', '    print("send()")', '',
    ].join('\n');
    assert.deepEqual(outsideCalls(text), [
      { line: 5, source: 'session.post("/orders", json={"a": [1, 2]})' },
      { line: 6, source: 'db.execute( "insert …", )' },
      { line: 9, source: 'open("log.txt", "a")' },
      { line: 10, source: 'log.write("x")' },
      { line: 13, source: 'os.unlink(path)' },
      { line: 14, source: 'self.bus.publish_event(one, two, three, four, five, six, se…' },
    ]);
    assert.deepEqual(outsideCalls(text.replaceAll('\n', '\r\n')).map(({ line }) => line), [5, 6, 9, 10, 13, 14]);
  });

  it('are not definitions, nor what is half typed', () => {
    assert.deepEqual(outsideCalls('def send(x):\n    pass\nclass Post(Base):\n    pass\nsend\n'), []);
    assert.deepEqual(outsideCalls('await client.send(').map(({ line }) => line), [1]);
    assert.deepEqual(outsideCalls(''), []);
  });
});
