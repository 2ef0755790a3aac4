/** What opens a vault: exactly one of the two. */
export type VaultKey = { readonly passphrase: string } | { readonly recoveryKey: string };
