/**
 * The same items, with the next one asked for while one is being used: the engine makes a block while the one before is on
 * its way to a reader. One item ahead and no more. Ending the iteration early waits for what was asked for, then ends the
 * source: an engine must not be closed in the middle of its work.
 */
export async function* readAhead<Item>(source: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let item = await next; item.done !== true; item = await next) {
      next = iterator.next();
      // Its failure is seen at the next turn; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
