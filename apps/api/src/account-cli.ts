import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ROLES, type Role } from '@airway-twin/contracts/http';
import { isTopicName } from '@airway-twin/contracts/mqtt';
import { saveAccount } from './session/accounts.js';
import { migrate } from './storage/migrate.js';
import { createPool } from './storage/pool.js';

const USAGE = `Makes or changes an account and prints its password once.
  npm run account -- add <username> --role clinician|engineer|patient --site <site> [--patient <id>]
  The password is made at random; set ACCOUNT_PASSWORD to choose it. DATABASE_URL names the database.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      site: { type: 'string' },
      patient: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [verb, username] = positionals;
  const problems: string[] = [];
  if (verb !== 'add') problems.push('expected the verb "add"');
  if (!username) problems.push('username: expected a name after "add"');
  if (!ROLES.includes(values.role as Role)) problems.push(`--role: expected one of ${ROLES.join(', ')}`);
  if (!values.site || !isTopicName(values.site)) problems.push('--site: expected letters, digits, "-" or "_"');
  if ((values.role === 'patient') !== (values.patient !== undefined))
    problems.push('--patient: expected with --role patient, and only there');
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) problems.push('DATABASE_URL: expected postgres://user:password@host:port/database');
  if (values.help || problems.length > 0) {
    console.error([...(values.help ? [] : problems), USAGE].join('\n'));
    process.exit(values.help ? 0 : 2);
  }
  const password = process.env['ACCOUNT_PASSWORD'] ?? randomBytes(12).toString('base64url');
  const pool = createPool(databaseUrl!, (error) => console.error(error.message), 1);
  await migrate(pool);
  await saveAccount(pool, {
    username: username!,
    role: values.role as Role,
    siteId: values.site!,
    patientId: values.patient ?? null,
    password,
  });
  await pool.end();
  console.log(`${username}: ${process.env['ACCOUNT_PASSWORD'] ? 'password as given' : `password ${password}`}`);
}

await main();
