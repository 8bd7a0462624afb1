import {
	CreateSecretCommand,
	DescribeSecretCommand,
	GetSecretValueCommand,
	PutSecretValueCommand,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "../../report/failure.ts";
import type { SecretPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** Secrets through Secrets Manager. Values are read of those only that the engine makes itself. */
export function openSecrets(session: Session): SecretPort {
	const client = new SecretsManagerClient(clientSettings(session));
	return {
		currentVersion: (name, options) =>
			onAws(session, "secretsmanager:DescribeSecret", options, async (http) => {
				const described = client.send(new DescribeSecretCommand({ SecretId: name }), http);
				const found = await unlessMissing(described, isMissingSecret);
				// A secret that waits for its deletion is still described, but nothing can read it any more.
				if (!found || found.DeletedDate) return undefined;
				const versions = Object.entries(found.VersionIdsToStages ?? {});
				return versions.find(([, stages]) => stages.includes("AWSCURRENT"))?.[0];
			}),
		complete: async (name, missing, tags, options) => {
			const known = await onAws(session, "secretsmanager:GetSecretValue", options, async (http) => {
				const asked = client.send(new GetSecretValueCommand({ SecretId: name }), http);
				return (await unlessMissing(asked, isMissingSecret))?.SecretString;
			});
			const values = known === undefined ? {} : mapIn(known, name);
			const added = missing(values);
			if (Object.keys(added).length === 0) return;
			const SecretString = JSON.stringify({ ...values, ...added });
			if (known !== undefined) {
				await onAws(session, "secretsmanager:PutSecretValue", options, async (http) => {
					await client.send(new PutSecretValueCommand({ SecretId: name, SecretString }), http);
				});
				return;
			}
			await onAws(session, "secretsmanager:CreateSecret", options, async (http) => {
				const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
				await client.send(new CreateSecretCommand({ Name: name, SecretString, Tags }), http);
			});
		},
	};
}

/** The texts in a secret; whatever else is in it stays there as it is. */
function mapIn(text: string, name: string): Readonly<Record<string, string>> {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
	} catch {
		// Not the text itself: it is a secret.
	}
	throw new Failure({
		code: "secret-not-a-map",
		kind: "aws",
		message: `the secret ${name} holds no JSON map, to which keys could be added`,
		hint: "delete it, so that the next deploy makes it anew, or correct it",
	});
}

function isMissingSecret(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
