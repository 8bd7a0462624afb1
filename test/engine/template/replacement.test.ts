import assert from "node:assert/strict";
import { propertyAt, replacementFacts, replacingProperties } from "../../../engine/template/replacement.ts";

describe("what AWS's schemas say of a change", () => {
	const key = (name: string) => ({ KeySchema: [{ AttributeName: name, KeyType: "HASH" }] });

	it("names the property that makes a resource anew", () => {
		assert.deepEqual(replacingProperties("AWS::DynamoDB::Table", key("id"), key("pk")), [
			{ property: "KeySchema", certainty: "always" },
		]);
	});

	it("says nothing of what is changed in place", () => {
		assert.deepEqual(
			replacingProperties("AWS::DynamoDB::Table", key("id"), { ...key("id"), BillingMode: "PROVISIONED" }),
			[],
		);
	});

	it("tells what may replace from what always does", () => {
		assert.deepEqual(
			replacingProperties("AWS::RDS::DBInstance", { Engine: "mysql" }, { Engine: "mariadb" }),
			[{ property: "Engine", certainty: "maybe" }],
		);
	});

	it("believes AWS's reference that a database stays when its backups are kept for longer", () => {
		const kept = (days: number) => ({ BackupRetentionPeriod: days });
		assert.deepEqual(replacingProperties("AWS::RDS::DBInstance", kept(1), kept(7)), []);
	});

	it("looks into lists", () => {
		const team = (pool: string) => ({
			MemberDefinitions: [{ CognitoMemberDefinition: { CognitoUserPool: pool } }],
		});
		assert.deepEqual(replacingProperties("AWS::SageMaker::Workteam", team("a"), team("b")), [
			{ property: "MemberDefinitions.CognitoMemberDefinition.CognitoUserPool", certainty: "always" },
		]);
	});

	it("knows nothing of types that are not AWS's own, nor of names that every object has", () => {
		assert.equal(replacingProperties("Custom::Thing", {}, { a: 1 }), undefined);
		assert.equal(replacementFacts("constructor"), undefined);
	});

	it("reads a value by its path, and finds nothing where there is none", () => {
		assert.equal(propertyAt({ A: { B: "c" } }, "A.B"), "c");
		assert.equal(propertyAt({ A: "text" }, "A.B"), undefined);
		assert.deepEqual(propertyAt({ A: [{ B: 1 }, { C: 2 }] }, "A.B"), [1, undefined]);
	});
});
