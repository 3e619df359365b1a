"use strict";

/* Colours: as the system has them, until somebody chooses others, which is remembered here. */

const root = document.documentElement;
const THEME = "forebay-theme";
root.classList.add("js");

function rememberedTheme() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null; // Storage is forbidden here: the choice holds for this page only.
  }
}

function rememberTheme(theme) {
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // As above.
  }
}

function isDark() {
  return root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

function useTheme(theme) {
  if (theme === "dark" || theme === "light") {
    root.dataset.theme = theme;
  }
}

function startTheme() {
  const button = document.getElementById("theme");
  if (!button) return;
  const name = () => {
    button.textContent = isDark() ? "Light colours" : "Dark colours";
  };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    useTheme(isDark() ? "light" : "dark");
    rememberTheme(root.dataset.theme);
    name();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
}

// Before anything is drawn.
useTheme(rememberedTheme());
document.addEventListener("DOMContentLoaded", startTheme);
