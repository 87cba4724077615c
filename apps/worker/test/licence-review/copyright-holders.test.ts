import { expect, test } from "vitest";
import { copyrightHolders } from "../../src/workflows/licence-review/copyright-holders.js";

test.each([
  ["Copyright (c) 2014-2020 Jane Doe <jane@example.org>", ["Jane Doe"]],
  ["Copyright © 2025-PRESENT Kevin Deng (https://github.com/sxzz)", ["Kevin Deng"]],
  [" * (c) 2013 Some Company, Inc. All rights reserved.", ["Some Company, Inc."]],
  ["Copyright 2010, 2012-14 by The Authors.", ["The Authors"]],
  ["Copyright (c) [Jane](https://example.org) and contributors", ["Jane and contributors"]],
  ["© 山田太郎 2020", ["山田太郎"]],
  [
    "Copyright (c) 2020 Ann Bee\nCopyright (c) 2021 ann bee\nCopyright (c) 2022 Cy Dee",
    ["Ann Bee", "Cy Dee"],
  ],
  ["Copyright [yyyy] [name of copyright owner]", []],
  ["Copyright (c) <year> <copyright holders>", []],
  ["The above copyright notice and this permission notice shall be included", []],
  ["Copyright holders disclaim all warranties", []],
  ["", []],
])("%j names %j", (text, expected) => {
  expect(copyrightHolders(text)).toEqual(expected);
});
