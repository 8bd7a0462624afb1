import type { LocalSettings } from "../config/local-settings.ts";
import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Child } from "../resources/kind.ts";

const type = "AWS::Budgets::Budget";
const source = "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html";

/** Regions in which CloudFormation makes no budgets, as the format has them. */
const without: ReadonlySet<string> = new Set([
	"ap-east-1",
	"ap-northeast-3",
	"af-south-1",
	"eu-north-1",
	"me-south-1",
	"ap-southeast-3",
]);

/**
 * The budget of the local settings for a stack: the costs of everything that has the stack's tag. AWS counts them
 * from the day on which `stp:stack-name` is activated as a cost allocation tag.
 */
export function budgetOf({ budget }: LocalSettings, target: Target): readonly Child[] {
	if (!budget || without.has(target.region)) return [];
	const { monthlyLimit, notifyAt = [100], emails = [] } = budget;
	const stack = stackName(target);
	const name = physicalName([stack, target.region, "budget"], { maxLength: 100, source });
	const subscribers = emails.map((address) => ({ SubscriptionType: "EMAIL", Address: address }));
	return [
		{
			id: logicalId({ owner: undefined, type }),
			name,
			shared: true,
			resource: {
				Type: type,
				Properties: {
					Budget: {
						BudgetName: name.text,
						BudgetType: "COST",
						TimeUnit: "MONTHLY",
						BudgetLimit: { Amount: monthlyLimit, Unit: "USD" },
						CostFilters: { TagKeyValue: [`user:stp:stack-name$${stack}`] },
					},
					NotificationsWithSubscribers:
						subscribers.length === 0
							? undefined
							: notifyAt.map((threshold) => ({
									Notification: {
										NotificationType: "ACTUAL",
										ComparisonOperator: "GREATER_THAN",
										Threshold: threshold,
										ThresholdType: "PERCENTAGE",
									},
									Subscribers: subscribers,
								})),
				},
			},
		},
	];
}
