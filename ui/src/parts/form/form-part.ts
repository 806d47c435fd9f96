/** What a part of a form needs of the form it stands in, whatever that form holds. */
import type { GetInputPropsOptions, GetInputPropsReturnType } from "@mantine/form";
import type { ReactNode } from "react";

export interface FormPart {
  getInputProps(path: string, options?: GetInputPropsOptions): GetInputPropsReturnType;
  setFieldValue(path: string, value: never): void;
  insertListItem(path: string, item: unknown): void;
  removeListItem(path: string, index: number): void;
  clearFieldError(path: string): void;
  errors: Record<string, ReactNode>;
}
