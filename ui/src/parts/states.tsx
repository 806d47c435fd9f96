/** What a screen shows while it has nothing to show. */
import { Box, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Fault } from "../bindings";
import { FaultAlert } from "./fault";

/** Says honestly that there is nothing, and what to do about it. */
export function Empty({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={48} px="md" ta="center">
      <Text fw={600}>{title}</Text>
      {children && (
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
      )}
      {actions && (
        <Group gap="xs" mt="xs" justify="center">
          {actions}
        </Group>
      )}
    </Stack>
  );
}

export function Loading({ lines = 8 }: { lines?: number }) {
  return (
    <Stack gap={10} p="md" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} height={14} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** Shows a query's answer, or how far it is. */
export function Answer<T>({
  query,
  children,
  loading,
}: {
  query: UseQueryResult<T, Fault>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    return (
      <Box p="md">
        <FaultAlert fault={query.error} onRetry={() => void query.refetch()} />
      </Box>
    );
  }
  return <>{loading ?? <Loading />}</>;
}
