import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkMachine } from "../../../../engine/resources/state-machine/check.ts";
import { stateMachine } from "../../../../engine/resources/state-machine/index.ts";
import { assertProblems } from "../../../support/marked.ts";
import { findings, target } from "../../../support/placed.ts";

/** Configs that carry their problems as marks; see `assertProblems`. */
const cases: Readonly<Record<string, string>> = {
	"states that are not there": `
resources:
  targets:
    type: state-machine
    properties:
      definition:
        StartAt: frist
#                ^^^^^ unknown-state: there is no state "frist" here
        States:
          first:
            Type: Pass
            Next: scond
#                 ^^^^^ unknown-state: there is no state "scond" here
          second:
            Type: Choice
            Choices:
              - Variable: $.a
                IsNull: true
                Next: nowhere
#                     ^^^^^^^ unknown-state: there is no state "nowhere" here
            Default: neverThere
#                    ^^^^^^^^^^ unknown-state: there is no state "neverThere" here
          third:
            Type: Task
            Resource: arn:aws:states:::sqs:sendMessage
            Catch:
              - ErrorEquals:
                  - States.ALL
                Next: failure
#                     ^^^^^^^ unknown-state: there is no state "failure" here
            End: true
`,
	"a state that nothing leads to": `
resources:
  reach:
    type: state-machine
    properties:
      definition:
        StartAt: first
        States:
          first:
            Type: Pass
            End: true
          lost:
#         ^^^^ unreachable-state: no state leads to "lost"
            Type: Succeed
`,
	"a machine that never ends": `
resources:
  circle:
    type: state-machine
    properties:
      definition:
        StartAt: first
        States:
#       ^^^^^^ machine-without-end: no state ends the machine
          first:
            Type: Pass
            Next: second
          second:
            Type: Wait
            Seconds: 1
            Next: first
`,
	"what a state lacks, has twice or cannot have": `
resources:
  members:
    type: state-machine
    properties:
      definition:
        StartAt: choose
        States:
          choose:
            Type: Choice
            Choices:
              - Variable: $.a
                IsNull: true
                Next: wait
            Default: call
            Next: wait
#           ^^^^ not-in-this-state: a state of type Choice has no Next
          wait:
#         ^^^^ not-exactly-one: one of Seconds, SecondsPath, Timestamp or TimestampPath must be set
            Type: Wait
            Next: call
          call:
#         ^^^^ missing-property: "Resource" is missing in call
            Type: Task
            TimeoutSeconds: 5
            TimeoutSecondsPath: $.timeout
#           ^^^^^^^^^^^^^^^^^^ not-exactly-one: TimeoutSecondsPath cannot be set together with TimeoutSeconds
            Next: both
          both:
            Type: Pass
            Next: last
            End: true
#           ^^^ not-exactly-one: End cannot be set together with Next
          last:
#         ^^^^ missing-next: "last" does not say what comes next
            Type: Wait
            Seconds: 5
            Timestamp: "2030-01-01T00:00:00Z"
#           ^^^^^^^^^ not-exactly-one: Timestamp cannot be set together with Seconds
`,
	"an end of a choice": `
resources:
  end:
    type: state-machine
    properties:
      definition:
        StartAt: choose
        States:
          choose:
            Type: Choice
            Choices:
              - Variable: $.a
                IsNull: true
                Next: done
            End: true
#           ^^^ not-in-this-state: a state of type Choice has no End
          done:
            Type: Succeed
`,
	"members of the other query language": `
resources:
  languages:
    type: state-machine
    properties:
      definition:
        StartAt: path
        QueryLanguage: JSONata
        States:
          path:
            Type: Pass
            ResultPath: $.a
#           ^^^^^^^^^^ other-query-language: ResultPath cannot be used in a state whose query language is JSONata
            Next: own
          own:
            Type: Pass
            QueryLanguage: JSONPath
            Output: 1
#           ^^^^^^ other-query-language: Output cannot be used in a state whose query language is JSONPath
            End: true
`,
	"what is wrong inside of branches and loops": `
resources:
  inner:
    type: state-machine
    properties:
      definition:
        StartAt: each
        States:
          each:
            Type: Map
            ItemProcessor:
              StartAt: each
              States:
                each:
#               ^^^^ duplicate-state: there is another state "each" in this machine
                  Type: Taks
#                       ^^^^ value-not-allowed: Type cannot be "Taks"
                other:
#               ^^^^^ unreachable-state: no state leads to "other"
#               ^^^^^ missing-property: "Type" is missing
                  End: true
            Next: both
          both:
            Type: Parallel
            Branches:
#           ^^^^^^^^ missing-property: "States" is missing
              - StartAt: one
            Next: aStateWithANameThatGoesOnAndOnUntilItIsLongerThanTheEightyCharactersThatAWSAllowsForIt
          aStateWithANameThatGoesOnAndOnUntilItIsLongerThanTheEightyCharactersThatAWSAllowsForIt:
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-name-too-long: the name of the state has 86 characters, but at most 80 are possible
            Type: Succeed
`,
};

describe("what is wrong with a state machine", () => {
	for (const [what, text] of Object.entries(cases)) {
		it(`is reported: ${what}`, () => {
			const { problems } = analyse({ path: "stacktape.yml", text }, target);
			assertProblems(text, problems);
		});
	}

	it("is pointed at with the word that was meant", () => {
		const text = String(cases["states that are not there"]);
		const { problems } = analyse({ path: "stacktape.yml", text }, target);
		assert.deepEqual(
			problems.map(({ hint, fixes }) => [hint, fixes?.[0]?.title]),
			[
				['did you mean "first"?', 'Change to "first"'],
				['did you mean "second"?', 'Change to "second"'],
				["the states here are first, second, third", undefined],
				["the states here are first, second, third", undefined],
				["the states here are first, second, third", undefined],
			],
		);
	});

	it("is nothing where only the deploy knows a value", () => {
		const definition = {
			StartAt: "a",
			States: { a: { Type: "Pass", Result: { Ref: "AWS::Region" }, End: true } },
		};
		assert.equal(stateMachine.check, checkMachine);
		assert.deepEqual(findings(stateMachine, "sm", { definition }), []);
	});
});
