import type { Metadata } from "next";
import { BulkListPage } from "@/features/bulk/bulk-list-page";

export const metadata: Metadata = { title: "Bulk actions" };

export default function BulkActions() {
  return <BulkListPage />;
}
