const hidden = "(hidden)";

/** What comes before a value that nobody else shall read: names as people give them, quoted or not. */
const named =
	/(["']?[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential|authorization|connection[_-]?string)[\w.-]*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|(?:Bearer|Basic)\s+[^\s,;}]+|[^\s,;&}\])]+)/gi;

const shapes: readonly (readonly [RegExp, string])[] = [
	// A password inside an address.
	[/(\b[a-z][\w+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, `$1:${hidden}@`],
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
	[/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, hidden],
	[/\b(Bearer|Basic)\s+[\w.~+/=-]{12,}/g, `$1 ${hidden}`],
	[/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
	// Tokens of well known services, which say by their beginning what they are.
	[/\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abps]-[\w-]{10,}|sk_(?:live|test)_\w{16,})\b/g, hidden],
];

/**
 * A line of a log without what looks like a secret: values behind names such as `password` or `token`, passwords in
 * addresses, keys of AWS and tokens by their form. What does not look like one cannot be told apart.
 */
export function maskSecrets(line: string): string {
	const masked = shapes.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), line);
	return masked.replaceAll(named, (_, name: string, value: string) => {
		const quote = /^["']/.exec(value)?.[0] ?? "";
		return `${name}${quote}${hidden}${quote}`;
	});
}
