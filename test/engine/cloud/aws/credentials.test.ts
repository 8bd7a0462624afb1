import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type CredentialSearch, findKeys } from "../../../../engine/cloud/aws/credentials.ts";
import { json, queryAnswer, queryError, withAnswers } from "./answers.ts";
import { withHome, withOwnEnvironment } from "./home.ts";

const region = "eu-west-1";
const off = { AWS_EC2_METADATA_DISABLED: "true" };
const keysIn = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = secret\n`;
const environmentKeys = { AWS_ACCESS_KEY_ID: "ENV", AWS_SECRET_ACCESS_KEY: "secret" };

async function found(search: Omit<CredentialSearch, "region">) {
	const { keys, source } = await findKeys({ region, ...search });
	return { id: keys.accessKeyId, source };
}

describe("the search for credentials", function () {
	this.timeout(10_000);

	it("takes the first place that has some, in the order of the AWS CLI", async () => {
		const files = {
			".aws/credentials": `[default]\n${keysIn("DEFAULT")}[dev]\n${keysIn("DEV")}[ops]\n${keysIn("OPS")}`,
		};
		await withHome(files, async (HOME) => {
			const given = { accessKeyId: "GIVEN", secretAccessKey: "secret" };
			const everything = { HOME, ...off, ...environmentKeys, AWS_PROFILE: "dev" };
			const cases: [Omit<CredentialSearch, "region">, string, object][] = [
				[{ credentials: given, profile: "ops", environment: everything }, "GIVEN", { kind: "given" }],
				[{ profile: "ops", environment: everything }, "OPS", { kind: "profile", name: "ops" }],
				[{ environment: everything }, "ENV", { kind: "environment" }],
				[{ environment: { HOME, AWS_PROFILE: "dev" } }, "DEV", { kind: "profile", name: "dev" }],
				[{ environment: { HOME } }, "DEFAULT", { kind: "profile", name: "default" }],
			];
			for (const [search, id, source] of cases) assert.deepEqual(await found(search), { id, source });
		});
	});

	it("hands a session token on", async () => {
		const environment = { ...environmentKeys, AWS_SESSION_TOKEN: "token" };
		assert.equal((await findKeys({ region, environment })).keys.sessionToken, "token");
	});

	it("says which profiles there are when one is missing", async () => {
		await withHome({ ".aws/config": "[profile dev]\n[profile live]\n" }, async (HOME) => {
			await assert.rejects(found({ profile: "dew", environment: { HOME } }), {
				kind: "credentials",
				code: "no-credentials",
				message: 'there is no AWS profile "dew"',
				hint: 'did you mean "dev"?',
				details: ["known profiles: dev, live"],
			});
			await assert.rejects(found({ environment: { HOME, AWS_PROFILE: "something" } }), {
				hint: "known profiles: dev, live",
			});
			await assert.rejects(found({ environment: { HOME, ...off } }), {
				code: "no-credentials",
				hint: "choose a profile, e.g. set AWS_PROFILE=dev",
			});
		});
	});

	it("goes on when the default profile holds no credentials", async () => {
		await withHome({ ".aws/config": "[default]\nregion = eu-west-1\n" }, async (HOME) => {
			await withAnswers(
				() => json({ AccessKeyId: "ROLE", SecretAccessKey: "s", Token: "t", Expiration: later() }),
				async ({ endpoint, asked }) => {
					const environment = {
						HOME,
						AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/keys`,
						AWS_CONTAINER_AUTHORIZATION_TOKEN: "let me in",
					};
					assert.deepEqual(await found({ environment }), { id: "ROLE", source: { kind: "container" } });
					assert.equal(asked[0]?.headers.authorization, "let me in");
				},
			);
		});
	});

	it("runs the command that a profile names", async () => {
		const answer = {
			Version: 1,
			AccessKeyId: "RUN",
			SecretAccessKey: "s",
			SessionToken: "t",
			Expiration: later(),
		};
		await withHome({ "answer.json": JSON.stringify(answer), ".aws/config": "" }, async (home) => {
			const command = (script: string) => `[profile tool]\ncredential_process = ${script}\n`;
			await withHome({ ".aws/config": command(`cat ${join(home, "answer.json")}`) }, async (HOME) => {
				assert.deepEqual(await found({ profile: "tool", environment: { HOME } }), {
					id: "RUN",
					source: { kind: "profile", name: "tool", signIn: "command" },
				});
			});
			await withHome({ ".aws/config": command("false") }, async (HOME) => {
				await assert.rejects(found({ profile: "tool", environment: { HOME } }), {
					kind: "credentials",
					code: "no-credentials",
					message: /^the profile "tool" gives no AWS credentials: Command failed: false/,
				});
			});
		});
	});

	it("takes keys that a command gives too late for expired", async () => {
		const answer = {
			Version: 1,
			AccessKeyId: "RUN",
			SecretAccessKey: "s",
			Expiration: "2020-01-01T00:00:00Z",
		};
		const files = { "answer.json": JSON.stringify(answer) };
		await withHome(files, async (home) => {
			const config = `[profile tool]\ncredential_process = cat ${join(home, "answer.json")}\n`;
			await withHome({ ".aws/config": config }, async (HOME) => {
				await assert.rejects(found({ profile: "tool", environment: { HOME } }), {
					code: "expired-credentials",
					message: 'the AWS credentials of the profile "tool" have expired',
				});
			});
		});
	});

	it("says how to sign in again when a sign-in has expired or never was", async () => {
		const session =
			"[sso-session work]\nsso_start_url = https://work.example/start\nsso_region = eu-west-1\n";
		const profile = "[profile dev]\nsso_session = work\nsso_account_id = 111111111111\nsso_role_name = dev\n";
		const token = {
			accessToken: "t",
			expiresAt: "2020-01-01T00:00:00Z",
			startUrl: "https://work.example/start",
		};
		const cache = `.aws/sso/cache/${createHash("sha1").update("work").digest("hex")}.json`;
		const cases = [
			{ ".aws/config": session + profile, [cache]: JSON.stringify(token) },
			{ ".aws/config": session + profile },
			{
				".aws/config":
					"[profile dev]\nsso_start_url = https://work.example/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = dev\n",
			},
		];
		for (const files of cases) {
			await withHome(files, async (HOME) => {
				await withOwnEnvironment({ HOME }, async () => {
					await assert.rejects(found({ profile: "dev", environment: { HOME } }), {
						kind: "credentials",
						code: "expired-credentials",
						message: 'the AWS credentials of the profile "dev" have expired',
						hint: "run: aws sso login --profile dev",
					});
				});
			});
		}
	});

	it("takes on the role of a profile", async () => {
		const config =
			"[profile live]\nrole_arn = arn:aws:iam::1:role/deploy\nsource_profile = base\nregion = eu-west-1\n";
		const files = { ".aws/config": config, ".aws/credentials": `[base]\n${keysIn("BASE")}` };
		await withHome(files, async (HOME) => {
			const search = { profile: "live", environment: { HOME } };
			const keys = `<AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${later()}</Expiration>`;
			await withAnswers(
				() => queryAnswer("AssumeRole", `<Credentials>${keys}</Credentials>`),
				({ endpoint, asked }) =>
					withOwnEnvironment({ AWS_ENDPOINT_URL_STS: endpoint }, async () => {
						const source = { kind: "profile", name: "live", signIn: "role" };
						assert.deepEqual(await found(search), { id: "ROLE", source });
						assert.equal(asked[0]?.fields["RoleArn"], "arn:aws:iam::1:role/deploy");
						assert.match(asked[0]?.headers.authorization ?? "", /Credential=BASE\//);
					}),
			);
			const denial =
				"User: arn:aws:iam::1:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/deploy";
			await withAnswers(
				() => queryError("AccessDenied", denial, 403),
				({ endpoint }) =>
					withOwnEnvironment({ AWS_ENDPOINT_URL_STS: endpoint }, () =>
						assert.rejects(found(search), {
							kind: "permission",
							code: "access-denied",
							message: "arn:aws:iam::1:user/ann may not do sts:AssumeRole on arn:aws:iam::1:role/deploy",
						}),
					),
			);
		});
	});

	it("says that a role wants a second factor, for which it cannot ask", async () => {
		const config =
			"[profile live]\nrole_arn = arn:aws:iam::1:role/deploy\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ann\n";
		const files = { ".aws/config": config, ".aws/credentials": `[base]\n${keysIn("BASE")}` };
		await withHome(files, async (HOME) => {
			await assert.rejects(found({ profile: "live", environment: { HOME } }), {
				kind: "credentials",
				code: "mfa-needed",
				hint: /aws-vault/,
			});
		});
	});

	it("trades a web identity token for keys", async () => {
		await withHome({ token: "a web token" }, async (HOME) => {
			const environment = {
				HOME,
				AWS_WEB_IDENTITY_TOKEN_FILE: join(HOME, "token"),
				AWS_ROLE_ARN: "arn:aws:iam::1:role/ci",
				AWS_ROLE_SESSION_NAME: "run-1",
			};
			const keys = `<AccessKeyId>WEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${later()}</Expiration>`;
			await withAnswers(
				() => queryAnswer("AssumeRoleWithWebIdentity", `<Credentials>${keys}</Credentials>`),
				({ endpoint, asked }) =>
					withOwnEnvironment({ AWS_ENDPOINT_URL_STS: endpoint }, async () => {
						assert.deepEqual(await found({ environment }), { id: "WEB", source: { kind: "web-identity" } });
						assert.equal(asked[0]?.fields["WebIdentityToken"], "a web token");
						assert.equal(asked[0]?.fields["RoleSessionName"], "run-1");
					}),
			);
			const missing = { ...environment, AWS_WEB_IDENTITY_TOKEN_FILE: join(HOME, "nothing") };
			await assert.rejects(found({ environment: missing }), { kind: "credentials", code: "no-credentials" });
		});
	});
});

function later(): string {
	return new Date(Date.now() + 3_600_000).toISOString();
}
