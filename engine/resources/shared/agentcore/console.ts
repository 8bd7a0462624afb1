import { sub, type Text } from "../../../template/intrinsics.ts";

/** Page of the console that leads to everything of AgentCore; what there is has no address of its own that AWS documents. */
export function agentConsole(): Text {
	return sub("https://${AWS::Region}.console.aws.amazon.com/bedrock-agentcore/home?region=${AWS::Region}#");
}
