// The other door of the engine: what reaches AWS, the disk and processes. Loaded at the first deploy.
export { openCloud } from "./cloud/aws/open.ts";
export { configuredRegion, profileNames } from "./cloud/aws/region.ts";
export type { Cloud } from "./cloud/port.ts";
export { type AttachRequest, type AttachResult, attach } from "./deploy/attach.ts";
export { openShell, openTunnels } from "./deploy/bastion-command.ts";
export { configNames, givenFacts, type LoadedConfig, loadConfig } from "./deploy/config-file.ts";
export type { DeployRequest } from "./deploy/course.ts";
export { type DeleteResult, deleteStack } from "./deploy/delete.ts";
export { deploy } from "./deploy/deploy.ts";
export { deployedTemplate } from "./deploy/deployed-template.ts";
export { analyseConfig } from "./deploy/facts.ts";
export { type History, type HistoryEntry, readHistory } from "./deploy/history/history.ts";
export { type RollbackRequest, type RollbackResult, rollback } from "./deploy/history/rollback.ts";
export { type HotSwapResult, hotSwap } from "./deploy/hot-swap.ts";
export { readStack, type StackView } from "./deploy/info.ts";
export { type LogsRequest, type LogsResult, readLogs, type ShownLine } from "./deploy/logs/logs.ts";
export { packageOnly } from "./deploy/package-only.ts";
export type { Ask, Ports, Question } from "./deploy/ports.ts";
export { requireIdentity } from "./deploy/prepare.ts";
export type { Agreement } from "./deploy/preview/agreement.ts";
export { type DiffResult, diffStack } from "./deploy/preview/diff.ts";
export type { Preview, PreviewChange, PreviewWidening } from "./deploy/preview/preview.ts";
export {
	type RescueRequest,
	type RescueResult,
	rescueStack,
} from "./deploy/rescue/rescue.ts";
export type {
	ArtifactReport,
	Blocked,
	DeployedResource,
	DeployResult,
	Link,
	Swapped,
} from "./deploy/result.ts";
export { runNamedScript } from "./deploy/script-command.ts";
export { isProduction } from "./deploy/swap/production.ts";
export { openSwapSession, type SaveOutcome, type SwapSession } from "./deploy/swap-session.ts";
export { type ChosenTarget, chooseTarget, type TargetWishes } from "./deploy/target.ts";
export { openHost } from "./host/node.ts";
export type { Host } from "./host/port.ts";
export { type Bundler, createBundler } from "./package/bundler.ts";
export { openPrograms, type Programs } from "./programs/programs.ts";
export type { Emit, EventPlace, Phase, ProgressEvent } from "./progress/event.ts";
export { Cancelled, Failure, isAbort } from "./report/failure.ts";
