// Calls to the Sync Hub. The session travels as a cookie that scripts cannot read.

/** A call that was refused, or "offline" when nothing answered. */
export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Asks. */
export function get(path) {
  return call(path, { method: "GET" });
}

/** Has something done. */
export function post(path, body = {}) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Has something done with a phone. */
export function actOnPhone(deviceId, action) {
  return post(`/api/devices/${action}`, { id: deviceId });
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("offline");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error?.code ?? "INTERNAL");
  return answer;
}
