import assert from "node:assert/strict";
import { budgetOf } from "../../../engine/compile/budget.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { target } from "../../support/placed.ts";

describe("a budget", () => {
	it("counts what has the tag of the stack, and tells people", () => {
		const budget = { monthlyLimit: 50, notifyAt: [80, 100], emails: ["jo@example.com"] };
		const [child = assert.fail("no budget")] = budgetOf({ guardrails: [], budget }, target);
		assert.equal(child.id, "StpBudget");
		assert.equal(child.name?.text, "proj-dev-eu-west-1-budget");
		const { Budget, NotificationsWithSubscribers } = child.resource.Properties as {
			readonly Budget: object;
			readonly NotificationsWithSubscribers: readonly object[];
		};
		assert.deepEqual(Budget, {
			BudgetName: "proj-dev-eu-west-1-budget",
			BudgetType: "COST",
			TimeUnit: "MONTHLY",
			BudgetLimit: { Amount: 50, Unit: "USD" },
			CostFilters: { TagKeyValue: ["user:stp:stack-name$proj-dev"] },
		});
		assert.deepEqual(NotificationsWithSubscribers[0], {
			Notification: {
				NotificationType: "ACTUAL",
				ComparisonOperator: "GREATER_THAN",
				Threshold: 80,
				ThresholdType: "PERCENTAGE",
			},
			Subscribers: [{ SubscriptionType: "EMAIL", Address: "jo@example.com" }],
		});
		assert.equal(NotificationsWithSubscribers.length, 2);
		assert.deepEqual(checkTemplate({ Resources: { [child.id]: child.resource } }), []);
	});

	it("tells nobody when nobody is named", () => {
		const [child] = budgetOf({ guardrails: [], budget: { monthlyLimit: 5 } }, target);
		assert.equal(child?.resource.Properties?.["NotificationsWithSubscribers"], undefined);
	});

	it("is not made where nobody asks for one, or where CloudFormation has none", () => {
		assert.deepEqual(budgetOf({ guardrails: [] }, target), []);
		const north = { ...target, region: "eu-north-1" };
		assert.deepEqual(budgetOf({ guardrails: [], budget: { monthlyLimit: 5 } }, north), []);
	});
});
