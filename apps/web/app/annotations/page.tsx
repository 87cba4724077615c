import type { Metadata } from "next";
import { AnnotationsPage } from "@/features/annotations/annotations-page";

export const metadata: Metadata = { title: "Annotations" };

export default function Annotations() {
  return <AnnotationsPage />;
}
