import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { Failure } from "../../report/failure.ts";
import type { CallOptions } from "../port.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

const reference = /\{\{resolve:(secretsmanager|ssm|ssm-secure):([^}]+)\}\}/g;

/** Reads the texts that dynamic references stand for, as CloudFormation does in the properties of resources. */
export type References = { resolve(text: string, options: CallOptions): Promise<string> };

/** What a reference to a secret means: `name:SecretString:key:stage:version`, where a name may be an ARN with colons. */
export function readSecretReference(text: string): {
	readonly name: string;
	readonly key: string;
	readonly version: string;
} {
	const [name = "", rest = ""] = text.split(":SecretString");
	const [, key = "", , version = ""] = rest.split(":");
	return { name, key, version };
}

function unreadable(name: string, key: string): Failure {
	return new Failure({
		code: "secret-key-missing",
		kind: "aws",
		message: key === "" ? `the secret ${name} holds no text` : `the secret ${name} has no key "${key}"`,
		hint: "correct the name in the config, or add the key to the secret",
	});
}

function textIn(secret: string | undefined, name: string, key: string): string {
	if (secret === undefined) throw unreadable(name, key);
	if (key === "") return secret;
	try {
		const value: unknown = JSON.parse(secret)[key];
		if (typeof value === "string" || typeof value === "number") return String(value);
	} catch {
		// No JSON has no keys.
	}
	throw unreadable(name, key);
}

/** Dynamic references through Secrets Manager and Systems Manager. */
export function openReferences(session: Session): References {
	const secrets = new SecretsManagerClient(clientSettings(session));
	const parameters = new SSMClient(clientSettings(session));
	const readSecret = (text: string, options: CallOptions) => {
		const { name, key, version } = readSecretReference(text);
		return onAws(session, "secretsmanager:GetSecretValue", options, async (http) => {
			const input = { SecretId: name, ...(version !== "" && { VersionId: version }) };
			return textIn((await secrets.send(new GetSecretValueCommand(input), http)).SecretString, name, key);
		});
	};
	const readParameter = (name: string, options: CallOptions) =>
		onAws(session, "ssm:GetParameter", options, async (http) => {
			const input = { Name: name, WithDecryption: true };
			return (await parameters.send(new GetParameterCommand(input), http)).Parameter?.Value ?? "";
		});
	return {
		resolve: async (text, options) => {
			const found = new Map<string, string>();
			for (const [whole, service, inside = ""] of text.matchAll(reference)) {
				if (found.has(whole)) continue;
				found.set(
					whole,
					service === "secretsmanager"
						? await readSecret(inside, options)
						: await readParameter(inside, options),
				);
			}
			return text.replaceAll(reference, (whole) => found.get(whole) ?? whole);
		},
	};
}

/** The same inside of a JSON text, where a value has to be written as JSON writes texts. */
export async function resolveInJson(
	references: References,
	json: string,
	options: CallOptions,
): Promise<string> {
	const visit = async (value: unknown): Promise<unknown> => {
		if (typeof value === "string") return references.resolve(value, options);
		if (Array.isArray(value)) return Promise.all(value.map(visit));
		if (typeof value !== "object" || value === null) return value;
		const entries = Object.entries(value).map(async ([key, item]) => [key, await visit(item)] as const);
		return Object.fromEntries(await Promise.all(entries));
	};
	return JSON.stringify(await visit(JSON.parse(json)));
}
