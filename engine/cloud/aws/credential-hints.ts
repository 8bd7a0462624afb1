/** Where credentials came from, so that a hint can name what to renew. */
export type CredentialSource =
	| { readonly kind: "given" }
	| { readonly kind: "environment" }
	| { readonly kind: "profile"; readonly name: string; readonly signIn?: SignIn }
	| { readonly kind: "web-identity" }
	| { readonly kind: "container" }
	| { readonly kind: "instance" };

/** How a person renews the credentials of a profile; absent for keys that are written into the file. */
export type SignIn = "sso" | "login" | "command" | "role";

/** The command that renews a profile, when there is one. */
function signInCommand(name: string, signIn: SignIn | undefined): string | undefined {
	if (signIn === "sso") return `aws sso login --profile ${name}`;
	if (signIn === "login") return `aws login --profile ${name}`;
	return undefined;
}

/** What to do about credentials that have expired. */
export function expiredHint(source: CredentialSource | undefined): string {
	switch (source?.kind) {
		case "profile": {
			const command = signInCommand(source.name, source.signIn);
			return command === undefined
				? `renew the credentials of the profile "${source.name}", or choose another profile`
				: `run: ${command}`;
		}
		case "environment":
			return "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or unset them and choose a profile";
		case "web-identity":
			return "renew the token in the file that AWS_WEB_IDENTITY_TOKEN_FILE names";
		case "container":
		case "instance":
			return "wait a minute and try again: this machine's role renews them on its own";
		case "given":
		case undefined:
			return "renew them and try again";
	}
}

/** What to do about credentials that AWS does not know. A region that is switched off answers the same. */
export function invalidHint(source: CredentialSource | undefined, region: string): string {
	const enabled = `that the region ${region} is enabled for the account`;
	switch (source?.kind) {
		case "profile": {
			const command = signInCommand(source.name, source.signIn);
			return command === undefined
				? `check the keys of the profile "${source.name}", and ${enabled}`
				: `run: ${command}; also check ${enabled}`;
		}
		case "environment":
			return `check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and ${enabled}`;
		case "given":
		case "web-identity":
		case "container":
		case "instance":
		case undefined:
			return `check the credentials, and ${enabled}`;
	}
}
