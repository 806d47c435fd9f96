/** Goes back to where one came from, or up where the screen was opened by its address. */
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

export function useBack(up: "/messages" | "/events" | "/hooks" | "/webhooks"): () => void {
  const { history } = useRouter();
  const navigate = useNavigate();
  return useCallback(() => {
    if (history.canGoBack()) history.back();
    else void navigate({ to: up });
  }, [history, navigate, up]);
}
