/**
 * Users as logins and calls need them.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { LoginCandidate, LoginFacts } from "../../keeper_api.ts";

type UserRow = [string, string, string | null, string, string, string, string];

const COLUMNS = `u.id, u.hashed_password, nullif(u.clinic_id, ''), coalesce(u.role, ''),
  coalesce(u.name, ''), coalesce(c.name, ''), coalesce(u.email, '')`;
const FROM = `FROM users u LEFT JOIN clinics c ON c.id = u.clinic_id
  WHERE coalesce(u.is_deleted, 0) = 0 AND`;

/** The live user with exactly this e-mail; the one stored first when there are several. */
export function loginCandidate(statements: Statements, email: string): LoginCandidate | null {
  return candidate(
    statements.get(`SELECT ${COLUMNS} ${FROM} u.email = ? ORDER BY u.hub_row LIMIT 1`)
      .value<UserRow>(email),
  );
}

/** What a login answers about a live user with a clinic; null for any other. */
export function loginFacts(statements: Statements, userId: string): LoginFacts | null {
  const user = candidate(
    statements.get(`SELECT ${COLUMNS} ${FROM} u.id = ?`).value<UserRow>(userId),
  );
  if (user === null || user.clinicId === null) return null;
  const { clinicId, role, name, clinicName, email } = user;
  return { userId, clinicId, role, name, clinicName, email };
}

/** True when the hub has at least one user who can log in: before that no phone can work. */
export function hasAccounts(statements: Statements): boolean {
  const row = statements.get(
    "SELECT count(*) FROM users WHERE coalesce(is_deleted, 0) = 0 AND coalesce(clinic_id, '') <> ''",
  ).value<[number]>();
  return (row?.[0] ?? 0) > 0;
}

function candidate(row: UserRow | undefined): LoginCandidate | null {
  if (row === undefined) return null;
  const [userId, hashedPassword, clinicId, role, name, clinicName, email] = row;
  return { userId, hashedPassword: hashedPassword ?? "", clinicId, role, name, clinicName, email };
}
