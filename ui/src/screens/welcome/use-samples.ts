/** Puts sample data in and takes it out again. */
import { tellDone, tellFault } from "../../parts/fault";
import { useAct } from "../../query";

export function useSamples(onStarted?: () => void) {
  const touches = ["samples.state", "overview.get", "counts.get", "hooks.list", "subscriptions.list"] as const;
  const starting = useAct("samples.start", [...touches]);
  const stopping = useAct("samples.stop", [...touches]);
  return {
    busy: starting.isPending || stopping.isPending,
    start: () => starting.mutate({}, { onSuccess: onStarted, onError: tellFault }),
    stop: () =>
      stopping.mutate(
        {},
        { onSuccess: () => tellDone("Sample data is removed; what is yours stayed."), onError: tellFault },
      ),
  };
}
