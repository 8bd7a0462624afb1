import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** Secrets through Secrets Manager. Only their description is read, so no permission for values is needed. */
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
	};
}

function isMissingSecret(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ResourceNotFoundException";
}
