/** Saves a form: validates, sends, asks for the key where a secret needs it, and puts a fault at its field. */
import type { FormErrors, UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import type { Fault } from "../../bindings";
import { toFault } from "../../host/host";
import { sentence } from "../../words";
import { pathOf, type Renames } from "./faults";
import { useKeyed } from "./use-keyed";

type Options<Values, Saved> = {
  form: UseFormReturnType<Values>;
  /** Sends the values. */
  save: (values: Values) => Promise<Saved>;
  onSaved: (saved: Saved) => void;
  /** Backend fields under another name in the form. */
  renames?: Renames;
};

export function useSave<Values, Saved>({ form, save, onSaved, renames }: Options<Values, Saved>) {
  const [fault, setFault] = useState<Fault | null>(null);
  const [saving, setSaving] = useState(false);
  const { run, dialog } = useKeyed();
  const submit = async (values: Values) => {
    setSaving(true);
    setFault(null);
    try {
      onSaved(await run(() => save(values)));
    } catch (error) {
      const failed = toFault(error);
      const path = pathOf(failed, values, renames);
      if (path) {
        form.setFieldError(path, sentence(failed.message));
        // Once the fault stands at the foot, which takes room from the fields.
        requestAnimationFrame(() => show(path));
      }
      // It stands at the foot as well: with the advice, and for fields that are out of sight.
      setFault(failed);
    } finally {
      setSaving(false);
    }
  };
  const refuse = (errors: FormErrors) => {
    setFault(null);
    const first = Object.keys(errors)[0];
    // A fold opens for it first.
    if (first) requestAnimationFrame(() => show(first));
  };
  return { onSubmit: form.onSubmit(submit, refuse), fault, saving, dialog };
}

/** Brings the field to the eye and the cursor to the field. */
export function show(path: string) {
  const field = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  field?.focus();
  field?.scrollIntoView?.({ block: "center" });
}
