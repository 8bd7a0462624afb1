import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, join, ref, splitPart, sub } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Spelled, type Statement, type Surroundings } from "../kind.ts";
import { checkMachine } from "./check.ts";
import { type Machine, properties } from "./properties.ts";
import { machineRole, machineRoleId } from "./role.ts";

const MACHINE = "AWS::StepFunctions::StateMachine";

const guide = "https://docs.aws.amazon.com/step-functions/latest/dg";

const id = ({ name }: Machine) => logicalId({ owner: name, type: MACHINE });

function machineName(machine: Machine, target: Target) {
	return physicalName([stackName(target), machine.name], {
		maxLength: 80,
		source: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html",
	});
}

/** Name and ARN of the machine for those that must be there before it, such as a function that it calls. */
function spelled({ StateMachineName: name }: Readonly<Record<string, unknown>>): Spelled | undefined {
	if (typeof name !== "string") return undefined;
	const arn = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${name}`;
	return { ref: sub(arn), attributes: { Arn: sub(arn), Name: name } };
}

function compile(machine: Machine, surroundings: Surroundings): readonly Child[] {
	const name = machineName(machine, surroundings.target);
	return [
		machineRole(surroundings),
		{
			id: id(machine),
			name,
			spelled,
			resource: {
				Type: MACHINE,
				Properties: {
					StateMachineName: name.text,
					Definition: machine.values.definition,
					RoleArn: getAtt(machineRoleId, "Arn"),
					Tags: surroundings.tags,
				},
			},
		},
	];
}

/**
 * Executions have ARNs of their own: those of the machine with another word in the place of `stateMachine`. IAM looks
 * there for the right to stop one too, which the format's reference grants on the machine only.
 */
function connect(machine: Machine): readonly Statement[] {
	const arn = ref(id(machine));
	const part = (index: number) => splitPart(arn, ":", index);
	const executions = join(":", [...[0, 1, 2, 3, 4].map(part), "execution", part(6), "*"]);
	return [
		{
			Effect: "Allow",
			Action: [
				"states:StartExecution",
				"states:StopExecution",
				"states:ListExecutions",
				"states:DescribeExecution",
			],
			Resource: [arn],
		},
		{ Effect: "Allow", Action: ["states:DescribeExecution", "states:StopExecution"], Resource: [executions] },
	];
}

const paramDocs = { name: "Name of the state machine.", arn: "ARN of the state machine." };

/** The room of `state-machine`. */
export const stateMachine = defineResource({
	type: "state-machine",
	docs: "A state machine (AWS Step Functions): steps that call functions and services, wait, branch and repeat, kept track of by AWS.",
	source: `${guide}/welcome.html`,
	properties,
	snippet: `type: state-machine
properties:
  definition:
    StartAt: \${1:first}
    States:
      \${1:first}:
        Type: Task
        Resource: \\$ResourceParam('\${2:function}', 'arn')
        End: true`,
	names: (machine, target) => ({ [id(machine)]: machineName(machine, target) }),
	paramDocs,
	params: (machine) => ({
		name: { docs: paramDocs.name, value: getAtt(id(machine), "Name"), shown: true },
		arn: { docs: paramDocs.arn, value: ref(id(machine)), shown: true },
	}),
	connect,
	check: checkMachine,
	compile,
	links: (machine) => ({
		"state-machine-executions": sub(
			`https://\${AWS::Region}.console.aws.amazon.com/states/home?region=\${AWS::Region}#/statemachines/view/\${${id(machine)}}`,
		),
	}),
});
