/** Sets up the first integration: which event, where to, signed how, and a test event watched live. */
import { Button, Group, Stack, Stepper } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { useState } from "react";
import type { Fault, Subscription } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { FaultAlert } from "../../parts/fault";
import { useKeyed } from "../../parts/form/use-keyed";
import { useAct } from "../../query";
import { sentence } from "../../words";
import { EventStep, SigningStep, WhereStep } from "./steps";
import { TestStep } from "./test-step";
import { EVENT, fieldsOf, placeOf, SIGNING, TEST, toSave, WHERE, type WizardValues, wizardSchema } from "./wizard-form";

export function Wizard({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const [step, setStep] = useState(EVENT);
  const [saved, setSaved] = useState<Subscription | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const { run, dialog } = useKeyed();
  const save = useSaveAll();
  const form = useForm<WizardValues>({
    initialValues: { event_name: "", url: "", scheme: "none", secret: "", stored: false },
    validate: schemaResolver(wizardSchema, { sync: true }),
    validateInputOnChange: true,
  });

  const go = (to: number) => {
    setFault(null);
    setStep(to);
  };
  const finish = async () => {
    setBusy(true);
    setFault(null);
    try {
      const subscription = await run(() => save(form.getValues(), saved?.id));
      setSaved(subscription);
      // What is sealed is not kept here.
      form.setValues({ secret: "", stored: subscription.has_secret });
      setStep(TEST);
    } catch (thrown) {
      const failed = toFault(thrown);
      const place = placeOf(failed);
      if (place) {
        form.setFieldError(place.field, sentence(failed.message));
        setStep(place.step);
      }
      setFault(failed);
    } finally {
      setBusy(false);
    }
  };
  const next = () => {
    const problems = fieldsOf(step).filter((field) => form.validateField(field).hasError);
    if (problems.length > 0) return;
    if (step === SIGNING) void finish();
    else go(step + 1);
  };
  // Once there is a subscription its event is fixed.
  const first = saved ? WHERE : EVENT;
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (step < TEST && !busy) next();
        }}
      >
        <Stack gap="lg" maw={760}>
          <Stepper active={step} onStepClick={go} size="xs" iconSize={24} aria-label="Steps">
            <Stepper.Step label="Which event" allowStepSelect={step > EVENT && first === EVENT} />
            <Stepper.Step label="Where to" allowStepSelect={step > WHERE} />
            <Stepper.Step label="Signature" allowStepSelect={step > SIGNING} />
            <Stepper.Step label="Try it" allowStepSelect={false} />
          </Stepper>
          {step === EVENT && <EventStep form={form} value={form.values.event_name} />}
          {step === WHERE && <WhereStep form={form} values={form.values} />}
          {step === SIGNING && <SigningStep form={form} values={form.values} />}
          {step === TEST && saved && <TestStep subscription={saved} onMend={go} onSaved={setSaved} onDone={onDone} />}
          {fault && <FaultAlert fault={fault} />}
          {step < TEST && (
            <Group gap="xs">
              <Button type="submit" loading={busy}>
                {step === SIGNING ? (saved ? "Save and try again" : "Set it up") : "Next"}
              </Button>
              {step > first && (
                <Button variant="default" onClick={() => go(step - 1)}>
                  Back
                </Button>
              )}
              <Button variant="subtle" color="gray" onClick={onCancel}>
                {saved ? "Leave" : "Cancel"}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      {dialog}
    </>
  );
}

/** Adds the hook where there is none of that name, then the subscription. */
function useSaveAll() {
  const host = useHost();
  const hook = useAct("hooks.save", ["hooks.list"]);
  const subscription = useAct("subscriptions.save", ["subscriptions.list", "hooks.list", "overview.get"]);
  return async (values: WizardValues, id: number | undefined): Promise<Subscription> => {
    const name = values.event_name.toLowerCase();
    if (id === undefined) {
      const hooks = await host.call("hooks.list", {});
      if (!hooks.some((one) => one.name === name)) await hook.mutateAsync({ name });
    }
    return subscription.mutateAsync(toSave(values, id));
  };
}
