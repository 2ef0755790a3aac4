/** What an action that has nothing else to say answers. */
export const DONE = { done: true } as const;
