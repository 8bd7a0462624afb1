import assert from "node:assert/strict";
import {
	type CredentialSource,
	expiredHint,
	invalidHint,
} from "../../../../engine/cloud/aws/credential-hints.ts";

describe("hints about credentials", () => {
	const cases: [CredentialSource | undefined, expired: RegExp, invalid: RegExp][] = [
		[
			{ kind: "profile", name: "dev", signIn: "sso" },
			/^run: aws sso login --profile dev$/,
			/^run: aws sso login --profile dev; .*eu-west-1/,
		],
		[
			{ kind: "profile", name: "dev", signIn: "login" },
			/^run: aws login --profile dev$/,
			/aws login --profile dev/,
		],
		[
			{ kind: "profile", name: "dev" },
			/renew the credentials of the profile "dev"/,
			/keys of the profile "dev"/,
		],
		[{ kind: "profile", name: "dev", signIn: "role" }, /profile "dev"/, /profile "dev"/],
		[{ kind: "environment" }, /AWS_SESSION_TOKEN/, /AWS_SECRET_ACCESS_KEY/],
		[{ kind: "web-identity" }, /AWS_WEB_IDENTITY_TOKEN_FILE/, /check the credentials/],
		[{ kind: "instance" }, /wait a minute/, /check the credentials/],
		[{ kind: "container" }, /wait a minute/, /check the credentials/],
		[{ kind: "given" }, /renew them/, /check the credentials/],
		[undefined, /renew them/, /check the credentials/],
	];
	for (const [source, expired, invalid] of cases) {
		it(`say what to do about ${JSON.stringify(source)}`, () => {
			assert.match(expiredHint(source), expired);
			assert.match(invalidHint(source, "eu-west-1"), invalid);
			assert.match(invalidHint(source, "eu-west-1"), /the region eu-west-1 is enabled/);
		});
	}
});
