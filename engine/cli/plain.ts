/**
 * Text of others (a config, user code, AWS) as a terminal may get it: without control characters, which could move
 * the cursor, change colours or worse. Line breaks and tabs stay.
 */
export function plainText(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}

/** CloudFormation's reason of an event without what it is wrapped in; what is left names the cause. */
export function plainReason(reason: string): string {
	const [, inner] = /^Resource handler returned message: "([\s\S]*)" \(RequestToken: /.exec(reason) ?? [];
	return plainText(inner ?? reason).trim();
}

/** Long digests cut to what tells them apart at a glance. */
export function withShortDigests(text: string): string {
	return text.replace(/[0-9a-f]{40,}/g, (digest) => `${digest.slice(0, 8)}…`);
}
