/** SQLSTATEs of what fails a commit in the store itself (`app.commit_only_if`), of a class that PostgreSQL leaves to its users. */
export const STALE_TWIN = 'TW001';
export const FENCED = 'TW002';
