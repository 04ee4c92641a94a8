import { z } from 'zod';

export const ROLES = ['clinician', 'engineer', 'patient'] as const;
export type Role = (typeof ROLES)[number];

/** `POST /api/session` */
export const sessionRequest = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export type SessionRequest = z.infer<typeof sessionRequest>;

/** Who is logged in. A patient reads only `patientId`. */
export interface SessionUser {
  readonly username: string;
  readonly role: Role;
  readonly siteId: string;
  readonly patientId: string | null;
}

export interface SessionResponse {
  readonly token: string;
  readonly expiresAt: string;
  readonly user: SessionUser;
}

/** Every error body: what is wrong, with the field and what was expected where there is one. */
export interface ApiError {
  readonly error: string;
  readonly message: string;
  readonly field?: string | null;
}

/** The demo: its site, and the password of each of its accounts, which exist only while it is on and only on the machine itself. */
export const DEMO_SITE_ID = 'demo';
export const DEMO_PASSWORD = 'demo';
