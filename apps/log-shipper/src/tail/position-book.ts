import { type FileIdentity, type FileLook, type FilePosition, keyOf, looksSame } from './file-position.ts';

/** Every place that is known, found by file and by content. */
export interface PositionBook {
  /** Where that file stands if it has been read to its end and looks as it did then. */
  findWhole(file: Pick<FileIdentity, 'device' | 'inode'> & FileLook): FilePosition | undefined;
  /** Places in content with that first line: those of the same file first, then the furthest. */
  candidates(identity: FileIdentity): FilePosition[];
  note(position: FilePosition): void;
  /** Forgets places that `isNeeded` no longer says yes to. */
  forget(isNeeded: (position: FilePosition) => boolean): void;
}

export function createPositionBook(known: readonly FilePosition[]): PositionBook {
  const byInode = new Map<string, Map<string, FilePosition>>();
  const byHead = new Map<string, Map<string, FilePosition>>();

  function note(position: FilePosition): void {
    shelf(byInode, inodeOf(position)).set(position.head, position);
    shelf(byHead, position.head).set(inodeOf(position), position);
  }
  for (const position of known) note(position);

  return {
    note,
    findWhole: (file) => [...(byInode.get(inodeOf(file))?.values() ?? [])].find(({ whole }) => looksSame(whole, file)),
    candidates: (identity) => {
      const own = keyOf(identity);
      const isOwn = (position: FilePosition) => (keyOf(position) === own ? 1 : 0);
      return [...(byHead.get(identity.head)?.values() ?? [])].sort(
        (a, b) => isOwn(b) - isOwn(a) || b.offset - a.offset,
      );
    },
    forget: (isNeeded) => {
      for (const [inode, positions] of byInode) {
        for (const [head, position] of positions) {
          if (isNeeded(position)) continue;
          positions.delete(head);
          byHead.get(head)?.delete(inode);
          if (byHead.get(head)?.size === 0) byHead.delete(head);
        }
        if (positions.size === 0) byInode.delete(inode);
      }
    },
  };
}

function inodeOf({ device, inode }: Pick<FileIdentity, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

function shelf(map: Map<string, Map<string, FilePosition>>, key: string): Map<string, FilePosition> {
  const found = map.get(key) ?? new Map<string, FilePosition>();
  map.set(key, found);
  return found;
}
