import assert from "node:assert/strict";
import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import { ownCode, ownCodeOf } from "../../../../engine/resources/shared/own-code.ts";
import { classifyChanges } from "../../../../engine/template/changes/classify.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const values: unknown = ownCode({ text: "exports.default = () => 5;", roleMark: "MARK" });

describe("code of Spool itself", () => {
	const fn = placed<unknown>("function", "jobTrigger", values);

	it("stands in the template, and has nothing to be packaged", () => {
		const children = resourcesOf(lambdaFunction.compile(fn, surroundings([fn], [lambdaFunction])));
		const { Code, Handler, Runtime, Tags } = children["JobTriggerFunction"]?.Properties ?? {};
		assert.deepEqual(
			[Code, Handler, Runtime],
			[{ ZipFile: "exports.default = () => 5;" }, "index.default", "nodejs22.x"],
		);
		assert.doesNotMatch(JSON.stringify(Tags), /digest/);
		assert.deepEqual(lambdaFunction.artifacts?.(fn), []);
		assert.deepEqual(lambdaFunction.check?.(fn, surroundings([fn], [lambdaFunction])), []);
	});

	it("has a role with a name of its own", () =>
		assert.equal(
			lambdaFunction.names(fn, target)["JobTriggerRole"]?.text,
			"proj-dev-jobTrigger-MARK-eu-west-1",
		));

	it("is changed by a deploy only", () => {
		const template = (ZipFile: string, Timeout: number): Template => ({
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources: {
				JobTriggerFunction: { Type: "AWS::Lambda::Function", Properties: { Code: { ZipFile }, Timeout } },
			},
			Outputs: {},
		});
		assert.deepEqual(
			classifyChanges(template("one", 3), template("two", 5)).map(({ kind, what, reason }) => [
				kind,
				what,
				reason,
			]),
			[
				["defer", "code", "the code of the function stands in the template"],
				["defer", "timeout", "the code of the function stands in the template"],
			],
		);
	});

	it("is none of a function of the config", () => {
		assert.equal(ownCodeOf({ packaging: {} }), undefined);
		assert.equal(ownCodeOf({ ownCode: { text: 5 } }), undefined);
		assert.deepEqual(ownCodeOf(values), { text: "exports.default = () => 5;", roleMark: "MARK" });
	});
});
