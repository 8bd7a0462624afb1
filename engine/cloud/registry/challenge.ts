/** What a registry asks for by its `WWW-Authenticate` header. */
export type Challenge =
	| { readonly scheme: "basic" }
	| {
			readonly scheme: "bearer";
			/** Where tokens are given out. */
			readonly realm: string;
			readonly service: string | undefined;
			readonly scope: string | undefined;
	  };

/**
 * Reads the header, which may name several schemes.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function readChallenge(header: string | undefined): Challenge | undefined {
	const bearer = /\bbearer\s+(.*)/i.exec(header ?? "")?.[1];
	if (bearer !== undefined) {
		const values = new Map(
			[...bearer.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, key = "", value = ""]) => [
				key.toLowerCase(),
				value,
			]),
		);
		const realm = values.get("realm");
		if (realm !== undefined && URL.canParse(realm)) {
			return { scheme: "bearer", realm, service: values.get("service"), scope: values.get("scope") };
		}
	}
	return /\bbasic\b/i.test(header ?? "") ? { scheme: "basic" } : undefined;
}

/** The address that gives a token for a challenge. */
export function tokenUrl(challenge: Extract<Challenge, { scheme: "bearer" }>): URL {
	const url = new URL(challenge.realm);
	if (challenge.service !== undefined) url.searchParams.set("service", challenge.service);
	// Several repositories stand in one challenge with a space between them, but in the request each is a parameter.
	for (const scope of challenge.scope?.split(" ") ?? []) url.searchParams.append("scope", scope);
	return url;
}
