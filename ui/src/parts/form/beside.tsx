/** A field with buttons beside it; what is said about the field stands above and below both of them. */
import { Group, Input } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** What the field itself is given; it shows neither label nor message of its own. */
export type BesideField = { id: string; error: boolean; "aria-describedby": string | undefined };

type Props = {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  field: (props: BesideField) => ReactNode;
  children: ReactNode;
};

export function Beside({ label, description, error, field, children }: Props) {
  const id = useId();
  const told = [description ? `${id}-description` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <Input.Wrapper
      id={id}
      size="xs"
      label={label}
      description={description}
      error={error}
      descriptionProps={{ id: `${id}-description` }}
      errorProps={{ id: `${id}-error`, mt: 5 }}
    >
      <Group gap="xs" wrap="nowrap" mt={description ? 4 : 0}>
        {field({ id, error: Boolean(error), "aria-describedby": told || undefined })}
        {children}
      </Group>
    </Input.Wrapper>
  );
}
