import type { Static } from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { Deployed, Statement } from "../kind.ts";
import type { iamRoleStatements } from "./compute-schema.ts";

/** A statement as it may stand in a policy: those of users may leave even the effect to CloudFormation. */
export type PolicyStatement = Omit<Statement, "Effect"> & { readonly Effect: Text };

/** A policy document with `statements`, of the current policy language. */
export function policyDocument(statements: readonly PolicyStatement[]) {
	return { Version: "2012-10-17", Statement: statements };
}

/** An item of a role's `Policies`. */
export function inlinePolicy(name: string, statements: readonly PolicyStatement[]) {
	return { PolicyName: name, PolicyDocument: policyDocument(statements) };
}

/** The `iamRoleStatements` of a resource as statements of its role. */
export function writtenStatements(
	written: Deployed<Static<typeof iamRoleStatements>> | undefined,
): readonly Statement[] {
	return (written ?? []).map(({ Sid, Effect, Action, Resource, Condition }) => ({
		...(Sid !== undefined && { Sid }),
		Effect: Effect ?? "Allow",
		Action: Action ?? "*",
		Resource,
		...(Condition !== undefined && { Condition }),
	}));
}

/** Who may take a role on: an AWS service, e.g. `lambda.amazonaws.com`. */
export function trustPolicy(services: readonly string[], condition?: Readonly<Record<string, unknown>>) {
	const [only] = services;
	return {
		Version: "2012-10-17",
		Statement: [
			{
				Effect: "Allow",
				Principal: { Service: services.length === 1 ? only : services },
				Action: "sts:AssumeRole",
				...(condition && { Condition: condition }),
			},
		],
	};
}
