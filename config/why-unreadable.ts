import * as v from 'valibot';

const reasons = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'is not yours to read',
} as const;

const Known = v.object({ code: v.picklist(['ENOENT', 'EISDIR', 'EACCES']) });

/** Why a file cannot be read, to be said after its name. @param error of the file system. */
export function whyUnreadable(error: unknown): string {
  return v.is(Known, error) ? reasons[error.code] : 'cannot be read';
}
