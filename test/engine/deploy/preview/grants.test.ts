import assert from "node:assert/strict";
import { type Grant, grantsOf, widened } from "../../../../engine/deploy/preview/grants.ts";
import type { CfnResource } from "../../../../engine/template/template.ts";

const role = (statement: Readonly<Record<string, unknown>>, more = {}): CfnResource => ({
	Type: "AWS::IAM::Role",
	Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: "Allow", ...statement }] } }], ...more },
});
const words = (grants: readonly Grant[]) =>
	grants.map(({ effect, principal, action, resource }) => [effect, principal, action, resource].join("|"));
const wider = (before: CfnResource, after: CfnResource) => words(widened(grantsOf(before), grantsOf(after)));

describe("permissions", () => {
	it("are read statement by statement, action by action", () => {
		assert.deepEqual(words(grantsOf(role({ Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:x" }))), [
			"Allow||s3:GetObject|arn:x",
			"Allow||s3:PutObject|arn:x",
		]);
	});

	it("are wider by an action, a resource or a managed policy", () => {
		const before = role({ Action: "s3:GetObject", Resource: "arn:x" });
		assert.deepEqual(wider(before, role({ Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:x" })), [
			"Allow||s3:PutObject|arn:x",
		]);
		assert.deepEqual(wider(before, role({ Action: "s3:GetObject", Resource: "*" })), [
			"Allow||s3:GetObject|*",
		]);
		assert.deepEqual(
			wider(
				before,
				role({ Action: "s3:GetObject", Resource: "arn:x" }, { ManagedPolicyArns: ["arn:admin"] }),
			),
			["Allow||all of arn:admin|"],
		);
	});

	it("are not wider by what a pattern permitted already, or by less", () => {
		const before = role({ Action: "s3:*", Resource: "*" });
		assert.deepEqual(wider(before, role({ Action: "s3:GetObject", Resource: "arn:x" })), []);
		assert.deepEqual(wider(before, { Type: "AWS::IAM::Role" }), []);
	});

	it("are wider when a condition goes away, not when one comes", () => {
		const open = role({ Action: "a:B", Resource: "*" });
		const bound = role({ Action: "a:B", Resource: "*", Condition: { Bool: { x: true } } });
		assert.equal(wider(bound, open).length, 1);
		assert.deepEqual(wider(open, bound), []);
	});

	it("are wider when a prohibition goes away", () => {
		const denied = role({ Effect: "Deny", Action: "a:B", Resource: "*" });
		assert.deepEqual(wider(denied, { Type: "AWS::IAM::Role" }), ["Deny||a:B|*"]);
	});

	it("of a call of a function are those of its permission", () => {
		const permission = (Principal: string): CfnResource => ({
			Type: "AWS::Lambda::Permission",
			Properties: { Action: "lambda:InvokeFunction", FunctionName: "f", Principal },
		});
		assert.deepEqual(words(grantsOf(permission("*"))), ["Allow|*|lambda:InvokeFunction|f"]);
	});

	it("that are said by their opposite are equal to themselves only", () => {
		const all = role({ NotAction: "iam:*", Resource: "*" });
		assert.deepEqual(wider(all, all), []);
		assert.deepEqual(wider(role({ Action: "*", Resource: "*" }), all), ["Allow||not iam:*|*"]);
	});
});
