import { pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * Rounds of the hash. They make guessing a person's password slow; the passwords here are 256-bit HMACs that nobody guesses, so that
 * Mosquitto's own default is plenty and a broker with thousands of devices still starts at once.
 */
const ITERATIONS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/**
 * One line of a Mosquitto 2 password file: `user:$7$iterations$salt$hash`, PBKDF2 with SHA-512, salt and hash in base64.
 * @param {string} username @param {string} password
 * @param {Buffer} [salt] at random unless given
 * @returns {string}
 */
export function passwordLine(username, password, salt = randomBytes(SALT_BYTES)) {
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `${username}:$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
